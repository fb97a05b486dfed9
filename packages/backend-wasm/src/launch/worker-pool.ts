import { DeviceError } from '@hkmem/backend';
import { poolWords } from '../../generated/constants.js';
import { blockBytes, kernels, recordBytes, writeLaunch, writePhaseLaunch } from '../../generated/launches.js';
import type { Heap } from '../memory/heap.ts';
import type { KernelExports, Launch, Launcher } from './launcher.ts';
import { isNode, type PoolWorker, startWorker } from './worker-threads.ts';

/** Most launches of one phase, and most tasks they are cut into. */
const mostLaunches = 8;
const mostTasks = poolWords.COUNT - 1;

/** Bits of a ticket below the phase's number, and the numbers that a phase may have. */
const taskBits = Math.log2(poolWords.COUNT + 1);
const phases = 2 ** (31 - taskBits) - 1;

/** Words of the control block, by their place. */
const words = {
  ticket: poolWords.TICKET / 4,
  done: poolWords.DONE / 4,
  tasks: poolWords.TASKS / 4,
  quit: poolWords.QUIT / 4,
  sleepers: poolWords.SLEEPERS / 4,
  leaderSleeps: poolWords.LEADER_SLEEPS / 4,
} as const;

/** Where the arguments of launches begin, in bytes from the control block: on a cache line. */
const blocksAt = 64 * Math.ceil((poolWords.LAUNCHES + recordBytes.PhaseLaunch * mostLaunches) / 64);

export interface PoolExports extends KernelExports {
  lead(control: number): number;
}

export interface PoolOptions {
  readonly threads: number;
  /** Milliseconds without a finished task after which a phase is given up; 30 s if absent. */
  readonly patience?: number;
  /** Starts one worker; tests put their own in its place. */
  readonly startWorker?: typeof startWorker;
}

/**
 * Runs kernels on the calling thread and on workers over shared memory. Which thread does a task never changes its
 * result, so any number of threads gives the same bits.
 */
export class WorkerPool implements Launcher {
  readonly threads: number;
  readonly #heap: Heap;
  readonly #exports: PoolExports;
  readonly #control: number;
  readonly #view: Int32Array<ArrayBufferLike>;
  readonly #patience: number;
  readonly #workers: PoolWorker[] = [];
  #phase = 0;
  #failure: string | undefined;
  #disposed = false;

  private constructor(heap: Heap, exports: PoolExports, { threads, patience }: PoolOptions) {
    this.threads = threads;
    this.#heap = heap;
    this.#exports = exports;
    this.#patience = patience ?? 30_000;
    this.#control = heap.allocate(blocksAt + mostLaunches * blockBytes);
    this.#view = heap.integers(this.#control, blocksAt / 4);
    this.#view[words.ticket] = poolWords.COUNT;
  }

  /** Starts the workers. @throws {DeviceError} if one does not start. */
  static async start(heap: Heap, module: WebAssembly.Module, options: PoolOptions): Promise<WorkerPool> {
    const { memory } = heap;
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    const pool = new WorkerPool(heap, exports as unknown as PoolExports, options);
    const control = pool.#control;
    const failed = control + poolWords.FAILED;
    try {
      const threads = Array.from({ length: options.threads - 1 }, (_, k) => k + 1);
      const begin = options.startWorker ?? startWorker;
      const start = (thread: number): Promise<PoolWorker> =>
        begin({ module, memory, control, thread, failed }, (reason) => {
          pool.#failure ??= `worker ${thread}: ${reason}`;
        });
      pool.#workers.push(...(await Promise.all(threads.map(start))));
    } catch (error) {
      await pool.dispose();
      throw error;
    }
    return pool;
  }

  /** @throws {DeviceError} when a worker is gone or does not answer; the pool is of no more use then. */
  run(...launches: readonly Launch[]): void {
    const wanted = launches.filter(({ items }) => items > 0);
    for (let first = 0; first < wanted.length; first += mostLaunches) {
      this.#runPhase(wanted.slice(first, first + mostLaunches));
    }
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    Atomics.store(this.#view, words.quit, 1);
    this.#phase = (this.#phase + 1) & phases;
    Atomics.store(this.#view, words.ticket, (this.#phase << taskBits) | poolWords.COUNT);
    Atomics.notify(this.#view, words.ticket);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
    this.#heap.free(this.#control);
  }

  #runPhase(launches: readonly Launch[]): void {
    this.#checkUse();
    const tasks = this.#writeLaunches(launches);
    const view = this.#view;
    Atomics.store(view, words.done, 0);
    Atomics.store(view, words.tasks, tasks);
    this.#phase = (this.#phase + 1) & phases;
    Atomics.store(view, words.ticket, this.#phase << taskBits);
    if (tasks > 1 && Atomics.load(view, words.sleepers) > 0) Atomics.notify(view, words.ticket);
    try {
      let said = this.#exports.lead(this.#control);
      if (said !== poolWords.OVER) said = this.#wait(tasks);
      if (said === poolWords.BROKEN) this.#failure ??= 'a worker trapped in a kernel';
    } catch (error) {
      this.#failure ??= `the calling thread: ${error instanceof Error ? error.message : String(error)}`;
    }
    this.#checkUse();
  }

  /** Waits for tasks that workers still have, as long as some come back. */
  #wait(tasks: number): number {
    const view = this.#view;
    let [done, since] = [-1, performance.now()];
    for (;;) {
      const now = Atomics.load(view, words.done);
      if (now !== done) [done, since] = [now, performance.now()];
      else if (performance.now() - since > this.#patience) {
        this.#failure ??= `no task came back for ${this.#patience} ms, ${tasks - done} are missing`;
        return poolWords.BROKEN;
      }
      if (isNode() && now < tasks) {
        Atomics.store(view, words.leaderSleeps, 1);
        Atomics.wait(view, words.done, now, 20);
        Atomics.store(view, words.leaderSleeps, 0);
      }
      const said = this.#exports.lead(this.#control);
      if (said !== poolWords.NOT_YET) return said;
    }
  }

  /** Cuts launches into numbered tasks; returns how many. */
  #writeLaunches(launches: readonly Launch[]): number {
    const room = Math.floor(mostTasks / launches.length);
    const control = this.#heap.view(this.#control, blocksAt);
    let end = 0;
    launches.forEach((launch, k) => {
      const block = this.#control + blocksAt + k * blockBytes;
      const grain = Math.max(launch.grain, 4 * Math.ceil(launch.items / room / 4) * Number(launch.items > room));
      end += Math.ceil(launch.items / grain);
      writeLaunch(this.#heap.view(block, blockBytes), launch);
      const phaseLaunch = { kernel: kernels[launch.kernel], block, items: launch.items, grain, end };
      writePhaseLaunch(control, poolWords.LAUNCHES + recordBytes.PhaseLaunch * k, phaseLaunch);
    });
    return end;
  }

  #checkUse(): void {
    if (this.#disposed) throw new DeviceError('worker pool: it was disposed of. Create a new backend.');
    if (this.#failure === undefined) return;
    throw new DeviceError(`worker pool: ${this.#failure}. What it computed is lost; create a new backend to go on.`);
  }
}
