import { NoAdapterError } from '../errors.ts';

/** The entry to WebGPU, and whether it is the browser's own or comes from the npm package `webgpu`. */
export interface GpuEntry {
  readonly gpu: GPU;
  readonly fromPackage: boolean;
}

/** What the npm package `webgpu` exports. */
interface WebgpuPackage {
  create(options: string[]): GPU;
  readonly globals: object;
}

/**
 * Finds WebGPU: `navigator.gpu`, or in Node the npm package `webgpu`, whose classes then become globals, since tfjs
 * compares with them.
 * @throws {NoAdapterError} saying what is missing and how to get it.
 */
export async function loadGpu(): Promise<GpuEntry> {
  const present = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (present !== undefined) return { gpu: present, fromPackage: false };
  if (!inNode()) {
    throw new NoAdapterError(
      'this browser offers no WebGPU (navigator.gpu is missing). Open the page over https or from localhost in a ' +
        'browser with WebGPU, or use the wasm backend.',
    );
  }
  const { create, globals } = await loadPackage('webgpu');
  for (const [name, value] of Object.entries(globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return { gpu: create([]), fromPackage: true };
}

/** Whether this is Node, where WebGPU comes from a package. */
export function inNode(): boolean {
  const host = globalThis as { process?: { versions?: { node?: string } } };
  return host.process?.versions?.node !== undefined;
}

async function loadPackage(name: string): Promise<WebgpuPackage> {
  try {
    // By a variable, so that bundlers for browsers leave it alone.
    return (await import(/* @vite-ignore */ name)) as WebgpuPackage;
  } catch (cause) {
    const missing = (cause as { code?: string }).code === 'ERR_MODULE_NOT_FOUND';
    const reason = missing
      ? "in Node, WebGPU comes from the npm package 'webgpu', which is not installed. Run `npm install webgpu`."
      : `the npm package 'webgpu' could not be loaded: ${String(cause)} Use a platform it has a build for.`;
    throw new NoAdapterError(reason, { cause });
  }
}
