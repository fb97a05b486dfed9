import { Worker } from 'node:worker_threads';

/** What the thread that watches is given. */
export interface Watched {
  /** A number that grows as work goes on. */
  readonly beats: Int32Array;
  /** Seconds of the processor within which it has to grow. */
  readonly seconds: number;
}

/**
 * Ends the process, by SIGKILL, when it computes for so long without a sign of progress. It goes by seconds of the
 * processor, which do not depend on what else a machine does.
 */
export class Watchdog {
  readonly #beats = new Int32Array(new SharedArrayBuffer(4));

  constructor(seconds: number) {
    const workerData: Watched = { beats: this.#beats, seconds };
    new Worker(new URL('./watchdog-thread.ts', import.meta.url), { workerData }).unref();
  }

  /** Told of progress. */
  beat(): void {
    Atomics.add(this.#beats, 0, 1);
  }
}
