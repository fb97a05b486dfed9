import { type Backend, checkedEngine } from '@hkmem/backend';
import { WasmEngine } from '../../../../packages/backend-wasm/src/engine/wasm-engine.ts';
import { KernelInstance } from '../../../../packages/backend-wasm/src/launch/kernel-instance.ts';
import { SingleThread } from '../../../../packages/backend-wasm/src/launch/launcher.ts';
import { WorkerPool } from '../../../../packages/backend-wasm/src/launch/worker-pool.ts';
import { Heap } from '../../../../packages/backend-wasm/src/memory/heap.ts';
import { sharedAllocator } from '../../../../packages/backend-wasm/src/memory/shared-heap.ts';

/** Milliseconds without a finished task after which a pool gives up; kernels of the suite take far less. */
const patience = 30_000;

/** The wasm backend with these kernels in place of its own, in shared memory, on one thread or a pool. */
export async function kernelBackend(binary: Buffer, threads: number): Promise<Backend> {
  const heap = new Heap(sharedAllocator());
  // Modules of laws, which run beside relaxed kernels too, are plain ones.
  const kernels = { module: await WebAssembly.compile(new Uint8Array(binary)), relaxed: false, shared: true };
  const launcher =
    threads > 1
      ? await WorkerPool.start(heap, kernels, { threads, patience })
      : new SingleThread(heap, await KernelInstance.create(kernels, heap.memory));
  return {
    name: 'wasm',
    description: 'a mutant',
    createEngine: (spec) => checkedEngine(spec, (checked) => new WasmEngine(heap, launcher, checked)),
    dispose: () => launcher.dispose(),
  };
}
