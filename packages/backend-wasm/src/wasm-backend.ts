import {
  type Backend,
  type BackendFactory,
  type BackendOptions,
  checkedEngine,
  checkOptions,
  registerBackend,
  ValueError,
} from '@hkmem/backend';
import { WasmEngine } from './engine/wasm-engine.ts';
import { KernelInstance } from './launch/kernel-instance.ts';
import { type Launcher, SingleThread } from './launch/launcher.ts';
import { WorkerPool } from './launch/worker-pool.ts';
import { canShareMemory } from './launch/worker-threads.ts';
import { Heap } from './memory/heap.ts';
import { ownAllocator } from './memory/shared-heap.ts';
import { tfjsAllocator } from './memory/tfjs-heap.ts';
import { checkPolicy } from './policy.ts';
import { startTfjsWasm } from './tfjs-wasm.ts';
import { chooseVariant, compileVariant, type VariantName } from './variant.ts';

/** Most threads of a pool; beyond it the batch has no more tiles to share. */
const mostThreads = 64;

async function create(options: BackendOptions = {}): Promise<Backend> {
  checkOptions<BackendOptions>('wasmBackend.create', options, {
    workers: 'optional',
    variant: 'optional',
    assets: 'optional',
    tensors: 'optional',
  });
  const threads = options.workers ?? 1;
  if (!Number.isInteger(threads) || threads < 1 || threads > mostThreads) {
    throw new ValueError('workers', threads, `a whole number from 1 to ${mostThreads}`);
  }
  checkPolicy();
  const variant = chooseVariant(options.variant);
  const pooled = threads > 1 && canShareMemory();
  const started = options.tensors === false ? undefined : await startTfjsWasm(options.assets);
  try {
    const heap = new Heap(pooled || started === undefined ? ownAllocator(pooled) : tfjsAllocator(started.tfjs));
    const launcher = await (pooled ? startPool(heap, variant, threads) : startSingle(heap, variant));
    const alone = threads > 1 && !pooled ? ' (no workers: the page is not cross-origin isolated)' : '';
    return {
      name: 'wasm',
      description: `WASM SIMD (${variant}), ${launcher.threads} thread${launcher.threads > 1 ? 's' : ''}${alone}`,
      createEngine: (spec) => checkedEngine(spec, (checked) => new WasmEngine(heap, launcher, checked)),
      dispose: () => launcher.dispose(),
    };
  } catch (error) {
    await started?.restore();
    throw error;
  }
}

async function startPool(heap: Heap, variant: VariantName, threads: number): Promise<Launcher> {
  return WorkerPool.start(heap, await compileVariant(variant, true), { threads });
}

async function startSingle(heap: Heap, variant: VariantName): Promise<Launcher> {
  const { memory } = heap;
  const shared = typeof SharedArrayBuffer === 'function' && memory.buffer instanceof SharedArrayBuffer;
  return new SingleThread(heap, await KernelInstance.create(await compileVariant(variant, shared), memory));
}

/**
 * SIMD kernels on tfjs-backend-wasm's own heap, or with `workers` above 1 on shared memory served by a pool. With
 * `tensors: false` tfjs's backend is neither loaded nor started, and memory is the kernels' own. Variants: `plain` and
 * `relaxed`, the second where the JavaScript engine has relaxed SIMD.
 */
export const wasmBackend: BackendFactory = { name: 'wasm', priority: 20, create };

registerBackend(wasmBackend);
