import type { Cell } from '@hkmem/experiments';
import type { Job, JobsOptions } from 'bullmq';
import { type PlannedCell, planCells } from '../pool/agenda.ts';
import { mostTries } from '../pool/local-pool.ts';
import { sweepId } from '../results/sweep-identity.ts';
import type { CellJob, JobBackend } from './cell-job.ts';
import type { Connection } from './connection.ts';
import { OtherVersionError } from './errors.ts';
import { keys } from './keys.ts';
import { readRecord, type SweepRecord } from './sweep-record.ts';

/** How cells are put on a queue. */
export interface SubmitOptions {
  /** What to call the sweep in lists. */
  readonly name: string;
  /** Of hkmem; workers of another one take none of them. */
  readonly version: string;
  /** Where workers compute. */
  readonly backend: JobBackend;
  /** 1 to 1000, lower ones first. */
  readonly priority: number;
  /** When it is submitted. */
  readonly now: Date;
  /** Milliseconds before a second try; doubled for the third. */
  readonly retryDelay?: number;
}

/** What a submission did. */
export interface Submission {
  /** Id of the sweep. */
  readonly sweep: string;
  /** Cells, those that others need included. */
  readonly cells: number;
  /** Of which are new on the queue. */
  readonly added: number;
}

const atOnce = 200;
const usualRetryDelay = 5000;
/** What a cell's job says that failed because it was cancelled. */
export const cancelledReason = 'cancelled';

/**
 * Puts cells, and those that they need, on the queue; what is there already stays as it is, and what was cancelled comes
 * again. @throws {OtherVersionError} if unfinished cells of another version are there.
 */
export async function submitCells(
  connection: Connection,
  cells: readonly Cell[],
  options: SubmitOptions,
): Promise<Submission> {
  const { redis, queue } = connection;
  await claimVersion(connection, options.version);
  const planned = planCells(cells);
  const ids = planned.map(({ id }) => id);
  await redis.srem(keys.cancelled, ids);
  let added = 0;
  for (let first = 0; first < planned.length; first += atOnce) {
    const part = planned.slice(first, first + atOnce);
    const there = await Promise.all(part.map(({ id }) => queue.getJob(id) as Promise<Job | undefined>));
    const again = there.filter((job) => job?.failedReason === cancelledReason);
    for (const job of again) await job?.remove();
    added += there.filter((job) => job === undefined).length + again.length;
    await queue.addBulk(
      part.map((cell) => ({
        name: cell.cell.kind,
        data: { cell: cell.cell, version: options.version, backend: options.backend } satisfies CellJob,
        opts: jobOptions(cell, options),
      })),
    );
  }
  const sweep = sweepId(cells);
  const record: SweepRecord = {
    id: sweep,
    name: options.name,
    version: options.version,
    backend: options.backend,
    submitted: options.now.toISOString(),
    cancelled: false,
    cells: planned.map(({ id, cell, asked }) => ({ id, kind: cell.kind, needed: !asked })),
  };
  await redis.hset(keys.sweeps, sweep, JSON.stringify(record));
  return { sweep, cells: planned.length, added };
}

/** How the job of a cell is treated: those that others may need go first among equals. */
export function jobOptions(
  { id, needs }: PlannedCell,
  { priority, retryDelay = usualRetryDelay }: Pick<SubmitOptions, 'priority' | 'retryDelay'>,
): JobsOptions {
  return {
    jobId: id,
    priority: 2 * priority + (needs.length > 0 ? 1 : 0),
    attempts: mostTries,
    // What failed is told by its message; a stack would only show a worker's folders.
    stackTraceLimit: 0,
    backoff: { type: 'exponential', delay: retryDelay, jitter: 0.5 },
  };
}

/** Makes a version that of the queue. @throws {OtherVersionError} if cells of another one are unfinished. */
async function claimVersion({ redis, queue }: Connection, version: string): Promise<void> {
  const theirs = await redis.get(keys.version);
  if (theirs !== null && theirs !== version) {
    const left = await queue.getJobCountByTypes('waiting', 'prioritized', 'delayed', 'active');
    if (left > 0) throw new OtherVersionError(theirs, version);
  }
  await redis.set(keys.version, version);
}

/** Every sweep that the queue remembers, the latest first. */
export async function listSweeps({ redis }: Connection): Promise<readonly SweepRecord[]> {
  const records = Object.values(await redis.hgetall(keys.sweeps)).flatMap((text) => readRecord(text) ?? []);
  return records.sort((a, b) => (a.submitted < b.submitted ? 1 : -1));
}
