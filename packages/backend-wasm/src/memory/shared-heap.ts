import { DeviceError } from '@hkmem/backend';
import type { Allocator } from './heap.ts';

const pageBytes = 65536;

/** Limits to try, in pages, as some browsers refuse to reserve 4 GiB. */
const limits = [65536, 32768, 16384];

/** The first bytes are left unused, so that no pointer is 0. */
const firstByte = 1024;

/** Shared memory of our own, for worker pools. */
export function sharedAllocator(): Allocator {
  return ownAllocator(true);
}

/** Memory of our own, shared between threads or not: first fit over a list of free stretches in order of address. */
export function ownAllocator(shared: boolean): Allocator {
  const { memory, limit } = reserve(shared);
  const sizes = new Map<number, number>();
  let free: { start: number; end: number }[] = [{ start: firstByte, end: memory.buffer.byteLength }];

  const grow = (bytes: number): boolean => {
    const size = memory.buffer.byteLength;
    const last = free.at(-1);
    const missing = bytes - (last !== undefined && last.end === size ? last.end - last.start : 0);
    const wanted = Math.ceil(Math.max(missing, size / 4) / pageBytes);
    const room = limit - size / pageBytes;
    const pages = wanted <= room ? wanted : Math.ceil(missing / pageBytes);
    if (pages > room) return false;
    try {
      memory.grow(pages);
    } catch {
      return false;
    }
    release(size, size + pages * pageBytes);
    return true;
  };

  const release = (start: number, end: number): void => {
    free.push({ start, end });
    free.sort((a, b) => a.start - b.start);
    const merged: typeof free = [];
    for (const stretch of free) {
      const before = merged.at(-1);
      if (before !== undefined && before.end === stretch.start) before.end = stretch.end;
      else merged.push(stretch);
    }
    free = merged;
  };

  const take = (bytes: number): number | undefined => {
    const stretch = free.find(({ start, end }) => end - start >= bytes);
    if (stretch === undefined) return grow(bytes) ? take(bytes) : undefined;
    const pointer = stretch.start;
    stretch.start += bytes;
    if (stretch.start === stretch.end) free.splice(free.indexOf(stretch), 1);
    sizes.set(pointer, bytes);
    return pointer;
  };

  return {
    memory,
    take: (bytes) => take(Math.ceil(bytes / 64) * 64),
    give(pointer) {
      const bytes = sizes.get(pointer);
      if (bytes === undefined) return;
      sizes.delete(pointer);
      release(pointer, pointer + bytes);
    },
  };
}

function reserve(shared: boolean): { memory: WebAssembly.Memory; limit: number } {
  for (const maximum of limits) {
    try {
      return { memory: new WebAssembly.Memory({ initial: 256, maximum, shared }), limit: maximum };
    } catch {
      // The next limit is smaller.
    }
  }
  throw new DeviceError(
    `memory of our own: the engine refused to reserve 1 GiB. ${shared ? 'Use `workers: 1`' : 'Leave `tensors: false` out'}.`,
  );
}
