import { DeviceError } from '@hkmem/backend';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heap, Region } from './heap.ts';
import { sharedAllocator } from './shared-heap.ts';

test('blocks never overlap, and all memory comes back', () => {
  const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 200_000 }), fc.boolean()), { maxLength: 40 });
  fc.assert(
    fc.property(sizes, (requests) => {
      const allocator = sharedAllocator();
      const held = new Map<number, number>();
      for (const [bytes, release] of requests) {
        const pointer = allocator.take(bytes)!;
        for (const [start, size] of held) expect(pointer + bytes <= start || start + size <= pointer).toBe(true);
        expect(pointer + bytes).toBeLessThanOrEqual(allocator.memory.buffer.byteLength);
        held.set(pointer, bytes);
        if (release) {
          allocator.give(pointer);
          held.delete(pointer);
        }
      }
      for (const pointer of held.keys()) allocator.give(pointer);
      const before = allocator.memory.buffer.byteLength;
      expect(allocator.take(before - 2048)).toBeDefined();
      expect(allocator.memory.buffer.byteLength).toBe(before);
    }),
    { numRuns: 30 },
  );
});

test('memory grows on demand, is aligned and zeroed, and is accounted for', () => {
  const heap = new Heap(sharedAllocator());
  const region = new Region(heap);
  const before = heap.memory.buffer.byteLength;
  const first = region.allocate(100);
  heap.floats(first, 25).fill(7);
  region.free(first);
  const pointers = [100, 3, before].map((bytes) => region.allocate(bytes));
  expect(pointers.every((pointer) => pointer % 64 === 0)).toBe(true);
  expect(heap.floats(pointers[0]!, 25).every((value) => value === 0)).toBe(true);
  expect(heap.memory.buffer.byteLength).toBeGreaterThan(before);
  expect(heap.bytesInUse).toBe(128 + 64 + before);
  region.dispose();
  region.dispose();
  expect(heap.bytesInUse).toBe(0);
});

test('a request past 4 GiB is an error that says how much was wanted', () => {
  const heap = new Heap(sharedAllocator());
  expect(() => heap.allocate(5 * 2 ** 30)).toThrow(DeviceError);
  expect(() => heap.allocate(5 * 2 ** 30)).toThrow(/5120\.0 MiB with 0\.0 MiB in use/);
});
