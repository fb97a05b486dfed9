import { type Backend, type BackendOptions, cpuBackend } from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import { useSoftwareDevice } from '@hkmem/vitest-preset/software-device';
import { watchedWebgpu } from './watched-webgpu.ts';

await useSoftwareDevice();

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
