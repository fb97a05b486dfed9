import { blockBytes, kernels, type LaunchArguments, writeLaunch } from '../../generated/launches.js';
import type { Heap } from '../memory/heap.ts';

export type KernelName = keyof typeof kernels;

/** How much a kernel has to do, and in which portions. */
interface Work {
  readonly items: number;
  /** Items that one thread takes at a time. */
  readonly grain: number;
}

/** A kernel over a range of items, with its arguments by name: whole numbers in `block`, float32 in `floats`. */
export type Launch = Work & LaunchArguments;

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
      writeLaunch(this.#heap.view(this.#block, blockBytes), launch);
      this.#exports.run(kernels[launch.kernel], this.#block, 0, launch.items, 0);
    }
  }

  async dispose(): Promise<void> {
    this.#heap.free(this.#block);
  }
}
