import { type Backend, checkedEngine } from '@hkmem/backend';
import { WasmEngine } from '../src/engine/wasm-engine.ts';
import { type KernelExports, KernelInstance } from '../src/launch/kernel-instance.ts';
import type { Launcher } from '../src/launch/launcher.ts';
import type { CompiledKernels } from '../src/variant.ts';
import { accuracyBytes, accurateFunctions, checkAccuracy } from './elementary-accuracy.ts';
import { GuardedHeap, guardWords } from './guarded-heap.ts';
import { checkIdleLanes } from './idle-lanes.ts';
import { CheckedLaunches, LaunchesInParts } from './launches-in-parts.ts';

/** How kernels are watched. */
export interface WatchedOptions {
  /** What stands around what is allocated. */
  readonly around: keyof typeof guardWords;
  /** Whether launches are run in portions, the last first. */
  readonly inParts: boolean;
}

/** A backend on one thread whose kernels are seen when they reach outside of what is allocated. */
export interface WatchedBackend<Exports extends KernelExports = KernelExports> extends Backend {
  readonly heap: GuardedHeap;
  readonly launcher: Launcher;
  readonly instance: KernelInstance<Exports>;
}

export async function watchedBackend<Exports extends KernelExports>(
  kernels: CompiledKernels,
  { around, inParts }: WatchedOptions,
): Promise<WatchedBackend<Exports>> {
  const heap = new GuardedHeap(guardWords[around]);
  const instance = await KernelInstance.create<Exports>(kernels, heap.memory);
  const launcher = inParts ? new LaunchesInParts(heap, instance) : new CheckedLaunches(heap, instance);
  return {
    heap,
    launcher,
    instance,
    name: 'wasm',
    description: `kernels that are watched, with ${around} around what is allocated`,
    createEngine: (spec) => checkedEngine(spec, (checked) => new WasmEngine(heap, launcher, checked)),
    dispose: () => launcher.dispose(),
  };
}

/**
 * Holds the elementary functions of its kernels against float64, and looks whether lanes past the batch hold zeros.
 * @throws {AccuracyError | IdleLaneError} where not.
 */
export function checkKernels({ heap, launcher, instance }: WatchedBackend): void {
  const start = heap.allocate(accuracyBytes);
  try {
    for (const name of accurateFunctions) checkAccuracy(instance, heap.memory, start, name);
  } finally {
    heap.free(start);
  }
  checkIdleLanes(heap, launcher);
}
