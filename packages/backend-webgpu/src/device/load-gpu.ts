import { NoAdapterError } from '../errors.ts';
import { mayHaveGpu } from './linux-gpu.ts';

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
  if (!mayHaveGpu()) {
    throw new NoAdapterError(
      'there is no GPU device on this machine (no /dev/dri, /dev/nvidiactl, /dev/kfd or /dev/dxg). For a software ' +
        'device name its driver in VK_ICD_FILENAMES, or use the wasm backend.',
    );
  }
  for (const [name, value] of Object.entries(globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const kept = globalThis as { [entryKey]?: GPU };
  kept[entryKey] ??= create([]);
  return { gpu: kept[entryKey], fromPackage: true };
}

/**
 * Where the one entry of a process is kept. It must never be collected: `webgpu` 0.6.2 goes on to process events of an
 * entry that is gone, and the process ends or hangs. Keeping it does not keep Node from ending.
 */
const entryKey = Symbol.for('@hkmem/backend-webgpu entry');

/** Whether this is Node, where WebGPU comes from a package. */
export function inNode(): boolean {
  const host = globalThis as { process?: { versions?: { node?: string } } };
  return host.process?.versions?.node !== undefined;
}

async function loadPackage(name: string): Promise<WebgpuPackage> {
  try {
    // By a variable, so that bundlers for browsers leave it alone.
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as WebgpuPackage;
  } catch (cause) {
    const missing = (cause as { code?: string }).code === 'ERR_MODULE_NOT_FOUND';
    const reason = missing
      ? "in Node, WebGPU comes from the npm package 'webgpu', which is not installed. Run `npm install webgpu`."
      : `the npm package 'webgpu' could not be loaded: ${String(cause)} Use a platform it has a build for.`;
    throw new NoAdapterError(reason, { cause });
  }
}
