import { existsSync } from 'node:fs';
import { type Backend, type BackendOptions, cpuBackend } from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import { watchedWebgpu } from './watched-webgpu.ts';

// Debian's chromium brings SwiftShader, a Vulkan device without a GPU.
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (process.env['VK_ICD_FILENAMES'] === undefined && existsSync(swiftShader)) {
  process.env['VK_ICD_FILENAMES'] = swiftShader;
}

/** A way to start a backend under test, and the device name by which HKMEM_REQUIRE asks for it. */
export interface Candidate {
  readonly title: string;
  readonly device: string;
  readonly create: () => Promise<Backend>;
}

const wasm = (title: string, options: BackendOptions): Candidate => ({
  title: `wasm, ${title}`,
  device: 'wasm',
  create: () => wasmBackend.create(options),
});

/** Every backend in every variant. */
export const candidates: readonly Candidate[] = [
  { title: 'cpu', device: 'cpu', create: () => cpuBackend.create({}) },
  wasm('plain', { variant: 'plain', workers: 1 }),
  wasm('relaxed', { variant: 'relaxed', workers: 1 }),
  wasm('2 workers', { workers: 2 }),
  { title: 'webgpu', device: 'webgpu', create: watchedWebgpu },
];

/** Why a candidate cannot run here; undefined if it can. */
export async function absenceOf(candidate: Candidate): Promise<string | undefined> {
  try {
    await (await candidate.create()).dispose();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
