import type { Job } from 'bullmq';
import type { Connection } from './connection.ts';
import { keys } from './keys.ts';
import { stateOf } from './status.ts';
import { listSweeps } from './submit.ts';
import type { SweepRecord } from './sweep-record.ts';

/** What a change did, by number of cells. */
export interface ChangedCells {
  /** Id of the sweep. */
  readonly sweep: string;
  /** Cells that were changed. */
  readonly changed: number;
}

/**
 * Takes the unfinished cells of a sweep from the queue, but for those that another sweep there needs; the worker of a cell
 * that is at work saves it and lets go.
 */
export async function cancelSweep(connection: Connection, record: SweepRecord): Promise<ChangedCells> {
  const { redis, queue } = connection;
  const others = (await listSweeps(connection)).filter(({ id, cancelled }) => id !== record.id && !cancelled);
  const shared = new Set(others.flatMap(({ cells }) => cells.map(({ id }) => id)));
  const own = record.cells.map(({ id }) => id).filter((id) => !shared.has(id));
  let changed = 0;
  for (const id of own) {
    const job = (await queue.getJob(id)) as Job | undefined;
    const state = await job?.getState();
    if (job === undefined || state === 'completed' || state === 'failed' || state === 'unknown') continue;
    await redis.sadd(keys.cancelled, id);
    // A job that a worker has just taken cannot be removed; that worker sees that it is cancelled.
    await job.remove().catch(() => {});
    changed++;
  }
  await redis.hset(keys.sweeps, record.id, JSON.stringify({ ...record, cancelled: true }));
  return { sweep: record.id, changed };
}

/** What a retry did and left, by number of cells. */
export interface RetriedCells extends ChangedCells {
  /** Cancelled ones, which come back when the sweep is submitted again. */
  readonly cancelled: number;
}

/** Gives the parked cells of a sweep to workers again, with all their tries. */
export async function retrySweep({ redis, queue }: Connection, record: SweepRecord): Promise<RetriedCells> {
  const cancelledIds = new Set(await redis.smembers(keys.cancelled));
  let [changed, cancelled] = [0, 0];
  for (const { id } of record.cells) {
    const job = (await queue.getJob(id)) as Job | undefined;
    const state = stateOf(job, await job?.getState(), cancelledIds.has(id));
    if (state === 'cancelled') cancelled++;
    if (state !== 'parked') continue;
    await job?.retry('failed', { resetAttemptsMade: true });
    changed++;
  }
  if (changed > 0) await redis.hset(keys.sweeps, record.id, JSON.stringify({ ...record, cancelled: false }));
  return { sweep: record.id, changed, cancelled };
}
