import { kernels } from '../../generated/kernels.js';
import type { Heap } from '../memory/heap.ts';

export type KernelName = keyof typeof kernels;

/** A kernel over a range of items, with its arguments in the order of the kernel's block: words first, then floats. */
export interface Launch {
  readonly kernel: KernelName;
  readonly items: number;
  /** Items that one thread takes at a time. */
  readonly grain: number;
  readonly words: readonly number[];
  readonly floats?: readonly number[];
}

/** Runs kernels. The launches of one call are independent of each other; calls follow one another. */
export interface Launcher {
  readonly threads: number;
  run(...launches: readonly Launch[]): void;
  /** Gives back memory and threads. */
  dispose(): Promise<void>;
}

/** What every binary exports. */
export interface KernelExports {
  run(kernel: number, block: number, begin: number, end: number, thread: number): void;
}

/** Bytes set aside for the arguments of one launch. */
export const blockBytes = 256;

/** Writes a launch's arguments at `block`. */
export function writeBlock(heap: Heap, block: number, { words, floats }: Launch): void {
  heap.integers(block, words.length).set(words);
  if (floats !== undefined) heap.floats(block + 4 * words.length, floats.length).set(floats);
}

/** Runs everything on the calling thread. */
export class SingleThread implements Launcher {
  readonly threads = 1;
  readonly #heap: Heap;
  readonly #exports: KernelExports;
  readonly #block: number;

  constructor(heap: Heap, exports: KernelExports) {
    this.#heap = heap;
    this.#exports = exports;
    this.#block = heap.allocate(blockBytes);
  }

  run(...launches: readonly Launch[]): void {
    for (const launch of launches) {
      if (launch.items === 0) continue;
      writeBlock(this.#heap, this.#block, launch);
      this.#exports.run(kernels[launch.kernel], this.#block, 0, launch.items, 0);
    }
  }

  async dispose(): Promise<void> {
    this.#heap.free(this.#block);
  }
}
