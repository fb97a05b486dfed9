import { blockBytes, kernels, type LaunchArguments, writeLaunch } from '../../generated/launches.js';
import type { Heap } from '../memory/heap.ts';
import type { KernelInstance, MakeModule } from './kernel-instance.ts';

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
  /**
   * Puts the functions of a law's module into the tables of all threads, unless one of this identity is there; returns the
   * place of the first.
   */
  install(identity: string, make: MakeModule): number;
  /** Gives back memory and threads. */
  dispose(): Promise<void>;
}

/** Runs everything on the calling thread. */
export class SingleThread implements Launcher {
  readonly threads = 1;
  readonly #heap: Heap;
  readonly #kernels: KernelInstance;
  readonly #block: number;
  readonly #places = new Map<string, number>();

  constructor(heap: Heap, instance: KernelInstance) {
    this.#heap = heap;
    this.#kernels = instance;
    this.#block = heap.allocate(blockBytes);
  }

  run(...launches: readonly Launch[]): void {
    for (const launch of launches) {
      if (launch.items === 0) continue;
      writeLaunch(this.#heap.view(this.#block, blockBytes), launch);
      this.#kernels.exports.run(kernels[launch.kernel], this.#block, 0, launch.items, 0);
    }
  }

  install(identity: string, make: MakeModule): number {
    const known = this.#places.get(identity);
    if (known !== undefined) return known;
    const place = this.#kernels.add(make(this.#kernels.options));
    this.#places.set(identity, place);
    return place;
  }

  async dispose(): Promise<void> {
    this.#heap.free(this.#block);
  }
}
