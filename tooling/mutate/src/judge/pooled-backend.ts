import { type Backend, checkedEngine } from '@hkmem/backend';
import { WasmEngine } from '../../../../packages/backend-wasm/src/engine/wasm-engine.ts';
import { WorkerPool } from '../../../../packages/backend-wasm/src/launch/worker-pool.ts';
import { Heap } from '../../../../packages/backend-wasm/src/memory/heap.ts';
import { sharedAllocator } from '../../../../packages/backend-wasm/src/memory/shared-heap.ts';

/** Milliseconds without a finished task after which a pool gives up; a task of the suite takes less than one. */
const patience = 10_000;

/** The wasm backend with these kernels in place of its own, on two threads. */
export async function pooledBackend(module: WebAssembly.Module): Promise<Backend> {
  const heap = new Heap(sharedAllocator());
  // Modules of laws, which run beside relaxed kernels too, are plain ones.
  const launcher = await WorkerPool.start(heap, { module, relaxed: false, shared: true }, { threads: 2, patience });
  return {
    name: 'wasm',
    description: 'a mutant',
    createEngine: (spec) => checkedEngine(spec, (checked) => new WasmEngine(heap, launcher, checked)),
    dispose: () => launcher.dispose(),
  };
}
