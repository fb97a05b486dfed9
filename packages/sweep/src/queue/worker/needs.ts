import { identifyCell, neededCells } from '@hkmem/experiments';
import type { Job } from 'bullmq';
import { planCells } from '../../pool/agenda.ts';
import type { CellJob } from '../cell-job.ts';
import type { Connection } from '../connection.ts';
import { keys } from '../keys.ts';
import type { Store } from '../store/store.ts';
import { findResult } from '../store/stored-results.ts';
import { jobOptions } from '../submit.ts';

/** Lets cells wait for those that they need. */
export class Needs {
  readonly #connection: Connection;
  readonly #store: Store;

  constructor(connection: Connection, store: Store) {
    this.#connection = connection;
    this.#store = store;
  }

  /**
   * Whether a job's cell must wait for another; that one is then on the queue, and the job is woken when it is done.
   * @throws UnrecoverableError of the queue library if that one is parked.
   */
  async mustWait(job: Job, work: CellJob): Promise<boolean> {
    const { redis, queue, bull } = this.#connection;
    const waiter = job.id ?? '';
    for (const needed of neededCells(work.cell)) {
      const { id } = identifyCell(needed);
      const isThere = async (): Promise<boolean> => (await findResult(this.#store, needed)) !== undefined;
      if (await isThere()) continue;
      await redis.sadd(keys.waiting(id), waiter);
      const there = (await queue.getJob(id)) as Job | undefined;
      const state = await there?.getState();
      // It may have been finished, and those that wait woken, since the last look.
      if (await isThere()) {
        await redis.srem(keys.waiting(id), waiter);
        continue;
      }
      if (state === 'failed') {
        await redis.srem(keys.waiting(id), waiter);
        throw new bull.UnrecoverableError(`needs ${id}, which is parked: ${there?.failedReason}`);
      }
      // The store lost what the queue calls done.
      if (state === 'completed') await there?.remove();
      if (there === undefined || state === 'completed') {
        const planned = planCells([needed]).find((each) => each.id === id)!;
        const options = jobOptions(planned, { priority: Math.max(1, Math.floor(job.priority / 2)) });
        await queue.add(needed.kind, { ...work, cell: needed } satisfies CellJob, options);
      }
      return true;
    }
    return false;
  }

  /** Lets the jobs that wait for a cell be taken now, to see what became of it. */
  async wake(id: string): Promise<void> {
    const { redis, queue } = this.#connection;
    for (;;) {
      const waiting = await redis.spop(keys.waiting(id), 100);
      for (const each of waiting) {
        const job = (await queue.getJob(each)) as Job | undefined;
        // One that is not delayed needs no waking.
        await job?.promote().catch(() => {});
      }
      if (waiting.length === 0) return;
    }
  }
}
