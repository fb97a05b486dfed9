import type { Job } from 'bullmq';
import { shareDone } from '../../pool/pool-progress.ts';
import type { ProgressMessage } from '../../session/forward-progress.ts';
import type { CellStep } from '../cell-job.ts';

/** Milliseconds between two reports of progress. */
const reportEvery = 5000;

/** Tells the queue how a cell stands, now and then. */
export class Reporter {
  readonly #job: Job;
  readonly #name: string;
  readonly #start: number = performance.now();
  #share = 0;
  #firstShare: number | undefined;
  #last = Number.NEGATIVE_INFINITY;

  constructor(job: Job, name: string) {
    this.#job = job;
    this.#name = name;
  }

  /** Seconds since the cell was begun here. */
  get seconds(): number {
    return Math.round(performance.now() - this.#start) / 1000;
  }

  /** Whether nothing of the cell was done before. */
  get fromBeginning(): boolean {
    return this.#firstShare === 0;
  }

  step(step: ProgressMessage): void {
    this.#share = shareDone(step, this.#share);
    this.#firstShare ??= this.#share;
    if (performance.now() - this.#last < reportEvery) return;
    this.#last = performance.now();
    const { label, done, total, unit } = step;
    const report: CellStep = {
      worker: this.#name,
      share: this.#share,
      firstShare: this.#firstShare,
      text: `${label} ${done}/${total} ${unit}`,
    };
    // Progress is for people: a queue that is away for a moment does not stop the work.
    this.#job.updateProgress({ ...report }).catch(() => {});
  }
}
