import { type KernelExports, SingleThread } from '../src/launch/launcher.ts';
import { Heap } from '../src/memory/heap.ts';
import { sharedAllocator } from '../src/memory/shared-heap.ts';
import { chooseVariant, compileVariant } from '../src/variant.ts';

/** A heap of its own with kernels on one thread, for tests that look below the contract. */
export async function ownHeap(variant?: string): Promise<{ heap: Heap; launcher: SingleThread }> {
  const heap = new Heap(sharedAllocator());
  const module = await compileVariant(chooseVariant(variant), true);
  const { exports } = await WebAssembly.instantiate(module, { env: { memory: heap.memory } });
  return { heap, launcher: new SingleThread(heap, exports as unknown as KernelExports) };
}
