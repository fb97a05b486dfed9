import { blockBytes, kernels, writeLaunch } from '../generated/launches.js';
import type { KernelInstance, MakeModule } from '../src/launch/kernel-instance.ts';
import { type Launch, type Launcher, SingleThread } from '../src/launch/launcher.ts';
import type { GuardedHeap } from './guarded-heap.ts';

/** Items of a portion: as many as a pool takes, or fewer, a multiple of four, so that there are some portions. */
function portionOf({ items, grain }: Launch): number {
  return Math.min(grain, 4 * Math.ceil(items / 12));
}

/**
 * Runs every launch in portions as a pool would share them out, the last one first, as three threads in turn; all on the
 * calling thread, so that the order is always the same.
 */
export class LaunchesInParts implements Launcher {
  readonly threads = 3;
  readonly #heap: GuardedHeap;
  readonly #kernels: KernelInstance;
  readonly #whole: SingleThread;
  readonly #blocks: number[] = [];

  constructor(heap: GuardedHeap, instance: KernelInstance) {
    this.#heap = heap;
    this.#kernels = instance;
    this.#whole = new SingleThread(heap, instance);
  }

  /** @throws {OutOfBoundsError} if a kernel wrote outside of what is allocated. */
  run(...launches: readonly Launch[]): void {
    const parts = launches.flatMap((launch, k) => {
      this.#blocks[k] ??= this.#heap.allocate(blockBytes);
      writeLaunch(this.#heap.view(this.#blocks[k]!, blockBytes), launch);
      const { kernel, items } = launch;
      const portion = portionOf(launch);
      return Array.from({ length: Math.ceil(items / portion) }, (_, part) => {
        return { kernel, block: this.#blocks[k]!, begin: part * portion, end: Math.min(items, (part + 1) * portion) };
      });
    });
    parts.reverse().forEach(({ kernel, block, begin, end }, n) => {
      this.#kernels.exports.run(kernels[kernel], block, begin, end, n % this.threads);
    });
    this.#heap.check();
  }

  install(identity: string, make: MakeModule): number {
    return this.#whole.install(identity, make);
  }

  async dispose(): Promise<void> {
    for (const block of this.#blocks) this.#heap.free(block);
    await this.#whole.dispose();
  }
}

/** Runs every launch whole and looks whether it kept within what is allocated. */
export class CheckedLaunches extends SingleThread {
  readonly #guarded: GuardedHeap;

  constructor(heap: GuardedHeap, instance: KernelInstance) {
    super(heap, instance);
    this.#guarded = heap;
  }

  /** @throws {OutOfBoundsError} if a kernel wrote outside of what is allocated. */
  override run(...launches: readonly Launch[]): void {
    super.run(...launches);
    this.#guarded.check();
  }
}
