import { Heap } from '../src/memory/heap.ts';
import { sharedAllocator } from '../src/memory/shared-heap.ts';

/** Bytes on either side of what is allocated; a multiple of what memory is aligned to. */
const guardBytes = 64;

/** Bytes from 0 on that nobody is given, so that a pointer that is not there leads here. */
const firstBytes = 1024;

/** What stands around what was allocated. */
export const guardWords = {
  /** A number that is read where none is goes into the result. */
  nan: 0x7fc05a5a,
  /** -0, which is 0 after 0 was added. */
  minusZero: 0x80000000,
} as const;

/** Memory outside of what was allocated was written. */
export class OutOfBoundsError extends Error {
  override readonly name = 'OutOfBoundsError';
}

/** Shared memory with words around whatever is allocated, by which kernels that reach outside are seen. */
export class GuardedHeap extends Heap {
  readonly #word: number;
  readonly #guards = new Map<number, readonly (readonly [begin: number, end: number])[]>();

  constructor(word: number) {
    super(sharedAllocator());
    this.#word = word >> 0;
    this.#put(0, [[0, firstBytes]]);
  }

  override allocate(bytes: number): number {
    const begin = super.allocate(bytes + 2 * guardBytes);
    const pointer = begin + guardBytes;
    const end = pointer + 4 * Math.ceil(bytes / 4);
    this.#put(pointer, [
      [begin, pointer],
      [end, end + guardBytes],
    ]);
    return pointer;
  }

  override free(pointer: number): void {
    if (pointer < firstBytes || !this.#guards.delete(pointer)) return;
    super.free(pointer - guardBytes);
  }

  /** @throws {OutOfBoundsError} if a word outside of what is allocated is not what was put there. */
  check(): void {
    const words = new Int32Array(this.memory.buffer);
    for (const [pointer, guards] of this.#guards) {
      for (const [begin, end] of guards) {
        for (let at = begin; at < end; at += 4) {
          if (words[at / 4] === this.#word) continue;
          throw new OutOfBoundsError(
            `memory: byte ${at - pointer} of what is at ${pointer} was written, which ends before`,
          );
        }
      }
    }
  }

  #put(pointer: number, guards: readonly (readonly [begin: number, end: number])[]): void {
    for (const [begin, end] of guards) this.integers(begin, (end - begin) / 4).fill(this.#word);
    this.#guards.set(pointer, guards);
  }
}
