import { KernelInstance } from '../src/launch/kernel-instance.ts';
import { SingleThread } from '../src/launch/launcher.ts';
import { Heap } from '../src/memory/heap.ts';
import { sharedAllocator } from '../src/memory/shared-heap.ts';
import { chooseVariant, compileVariant } from '../src/variant.ts';

/** A heap of its own with kernels on one thread, for tests that look below the contract. */
export async function ownHeap(variant?: string): Promise<{ heap: Heap; launcher: SingleThread }> {
  const heap = new Heap(sharedAllocator());
  const kernels = await compileVariant(chooseVariant(variant), true);
  return { heap, launcher: new SingleThread(heap, await KernelInstance.create(kernels, heap.memory)) };
}
