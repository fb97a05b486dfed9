import { availableParallelism } from 'node:os';
import type { Backend } from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import { type WebgpuBackend, webgpuBackend } from '@hkmem/backend-webgpu';
import type { PartContext } from '../run/part.ts';

/** The backend under test. */
export function startWebgpu({ variant }: PartContext): Promise<WebgpuBackend> {
  return webgpuBackend.create({ subgroups: true, ...(variant !== undefined && { variant }) });
}

/** What it is held against, on as many threads as the machine has, 8 at most. */
export function startWasm({ assets }: PartContext): Promise<Backend> {
  const workers = Math.min(8, availableParallelism());
  return wasmBackend.create({ workers, ...(assets.tfjs !== undefined && { assets: folderOf(assets.tfjs) }) });
}

function folderOf(url: URL): string {
  return decodeURIComponent(url.pathname);
}
