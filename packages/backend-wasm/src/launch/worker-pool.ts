import { DeviceError } from '@hkmem/backend';
import { lanes, poolWords } from '../../generated/constants.js';
import { blockBytes, kernels, recordBytes, writeLaunch, writePhaseLaunch } from '../../generated/launches.js';
import type { Heap } from '../memory/heap.ts';
import type { CompiledKernels } from '../variant.ts';
import {
  announceModule,
  blocksAt,
  controlBytes,
  installedAt,
  mostLaunches,
  threadsWithout,
  words,
} from './control-block.ts';
import { type KernelExports, KernelInstance, type MakeModule } from './kernel-instance.ts';
import type { Launch, Launcher } from './launcher.ts';
import { isNode, type PoolWorker, startWorker } from './worker-threads.ts';

/** Most tasks that the launches of one phase are cut into. */
const mostTasks = poolWords.COUNT - 1;

/** Bits of a ticket below the phase's number, and the numbers that a phase may have. */
const taskBits = Math.log2(poolWords.COUNT + 1);
const phases = 2 ** (31 - taskBits) - 1;

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
  readonly #kernels: KernelInstance<PoolExports>;
  readonly #control: number;
  readonly #view: Int32Array<ArrayBufferLike>;
  readonly #patience: number;
  readonly #workers: PoolWorker[] = [];
  readonly #places = new Map<string, number>();
  #phase = 0;
  #failure: string | undefined;
  #disposed = false;

  private constructor(heap: Heap, kernels: KernelInstance<PoolExports>, { threads, patience }: PoolOptions) {
    this.threads = threads;
    this.#heap = heap;
    this.#kernels = kernels;
    this.#patience = patience ?? 30_000;
    this.#control = heap.allocate(controlBytes(threads));
    this.#view = heap.integers(this.#control, controlBytes(threads) / 4);
    this.#view[words.ticket] = poolWords.COUNT;
  }

  /** Starts the workers. @throws {DeviceError} if one does not start. */
  static async start(heap: Heap, kernels: CompiledKernels, options: PoolOptions): Promise<WorkerPool> {
    const { memory } = heap;
    const { module } = kernels;
    const pool = new WorkerPool(heap, await KernelInstance.create<PoolExports>(kernels, memory), options);
    const control = pool.#control;
    const [failed, described] = [control + poolWords.FAILED, control + poolWords.MODULE];
    const installed = (thread: number): number => control + installedAt + 4 * thread;
    try {
      const threads = Array.from({ length: options.threads - 1 }, (_, k) => k + 1);
      const begin = options.startWorker ?? startWorker;
      const start = (thread: number): Promise<PoolWorker> =>
        begin({ module, memory, control, thread, failed, described, installed: installed(thread) }, (reason) => {
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

  install(identity: string, make: MakeModule): number {
    const known = this.#places.get(identity);
    if (known !== undefined) return known;
    this.#checkUse();
    const binary = make(this.#kernels.options);
    const place = this.#kernels.add(binary);
    const pointer = this.#heap.allocate(binary.length);
    this.#heap.bytes(pointer, binary.length).set(binary);
    const modules = announceModule(this.#view, pointer, binary.length, place);
    this.#wake();
    this.#waitForModules(modules);
    this.#heap.free(pointer);
    this.#checkUse();
    this.#places.set(identity, place);
    return place;
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    Atomics.store(this.#view, words.quit, 1);
    this.#wake();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
    this.#heap.free(this.#control);
  }

  /** Makes all workers look at the control block again: opens a phase that has no tasks. */
  #wake(): void {
    this.#phase = (this.#phase + 1) & phases;
    Atomics.store(this.#view, words.ticket, (this.#phase << taskBits) | poolWords.COUNT);
    Atomics.notify(this.#view, words.ticket);
  }

  /** Waits until all workers have so many modules in their tables. */
  #waitForModules(modules: number): void {
    const view = this.#view;
    const since = performance.now();
    while (this.#failure === undefined) {
      const missing = threadsWithout(view, this.threads, modules);
      const [first] = missing;
      if (first === undefined) return;
      const names = `worker ${missing.join(', ')}`;
      if (Atomics.load(view, words.failed) !== 0) this.#failure = `${names}: it failed with the module of a law`;
      else if (performance.now() - since > this.#patience) {
        this.#failure = `${names}: it did not take the module of a law within ${this.#patience} ms`;
      } else if (isNode()) Atomics.wait(view, installedAt / 4 + first, modules - 1, 20);
    }
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
      let said = this.#kernels.exports.lead(this.#control);
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
      const said = this.#kernels.exports.lead(this.#control);
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
      const cut = lanes.LANES * Math.ceil(launch.items / room / lanes.LANES);
      const grain = launch.items > room ? Math.max(launch.grain, cut) : launch.grain;
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
