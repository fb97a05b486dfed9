import { beside } from './compute.svelte.ts';

/** Test images that the site offers. */
export interface SampleDigit {
  /** Index in the test split of MNIST. */
  readonly index: number;
  readonly label: number;
  /** Intensities in 0 .. 255, 784 of them. */
  readonly image: Uint8Array;
}

let loading: Promise<readonly SampleDigit[]> | undefined;

/** Loads the sample digits once. @throws if they are not there. */
export function loadDigits(): Promise<readonly SampleDigit[]> {
  loading ??= fetchDigits().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function fetchDigits(): Promise<readonly SampleDigit[]> {
  const [list, file] = await Promise.all([fetched('weights/digits.json'), fetched('weights/digits.bin')]);
  const { digits } = (await list.json()) as { digits: { index: number; label: number }[] };
  const unzipped = (await file.blob()).stream().pipeThrough(new DecompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(unzipped).arrayBuffer());
  return digits.map((digit, n) => ({ ...digit, image: bytes.subarray(n * 784, (n + 1) * 784) }));
}

async function fetched(path: string): Promise<Response> {
  const response = await fetch(beside(path));
  if (!response.ok) throw new Error(`${path} is not there (${response.status}).`);
  return response;
}
