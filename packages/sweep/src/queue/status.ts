import type { Job } from 'bullmq';
import { secondsLeft } from '../pool/seconds-left.ts';
import { readReceipt, readStep } from './cell-job.ts';
import type { Connection } from './connection.ts';
import { keys } from './keys.ts';
import { plainText } from './redact.ts';
import { cancelledReason } from './submit.ts';
import type { SweepRecord } from './sweep-record.ts';

/**
 * Where a cell is. `waiting`: for a worker or for a cell that it needs. `retrying`: it failed and will be tried again.
 * `parked`: it failed for good. `absent`: the queue does not know it, as after its data were lost.
 */
export const cellStates = ['done', 'running', 'waiting', 'retrying', 'parked', 'cancelled', 'absent'] as const;
/** One of `cellStates`. */
export type CellState = (typeof cellStates)[number];

/** How one cell of a sweep stands. */
export interface CellStatus {
  /** Of the cell. */
  readonly id: string;
  /** Of the cell. */
  readonly kind: string;
  /** Whether it is only there because another needs it. */
  readonly needed: boolean;
  /** Where it is. */
  readonly state: CellState;
  /** How often it failed. */
  readonly failures: number;
  /** Why it failed, of one that is parked or will be tried again. */
  readonly error?: string;
  /** Name of the worker that has it or had it. */
  readonly worker?: string;
  /** Of a running cell. */
  readonly share?: number;
  /** Such as `swap 12/300 updates`. */
  readonly step?: string;
  /** How long it has been running, or took. */
  readonly seconds?: number;
}

/** How a sweep stands. */
export interface SweepStatus {
  /** Id of the sweep. */
  readonly sweep: string;
  /** Name of the file that it came from. */
  readonly name: string;
  /** When, in ISO 8601. */
  readonly submitted: string;
  /** Of hkmem. */
  readonly version: string;
  /** Whether it was cancelled. */
  readonly cancelled: boolean;
  /** Cells, those that others need included. */
  readonly total: number;
  /** Cells in each state. */
  readonly counts: Readonly<Record<CellState, number>>;
  /** Until all is done, by the cells seen so far; absent while unknown. */
  readonly secondsLeft?: number;
  /** Workers connected to the queue. */
  readonly workers: number;
  /** Each of them. */
  readonly cells: readonly CellStatus[];
}

const atOnce = 100;

/** Asks the queue how the cells of a sweep stand. */
export async function sweepStatus(connection: Connection, record: SweepRecord, now: Date): Promise<SweepStatus> {
  const { redis, queue } = connection;
  const cancelled = new Set(await redis.smembers(keys.cancelled));
  const cells: CellStatus[] = [];
  const times: { readonly kind: string; readonly seconds: number }[] = [];
  const running: { kind: string; seconds: number; share: number; firstShare: number }[] = [];
  for (let first = 0; first < record.cells.length; first += atOnce) {
    const part = record.cells.slice(first, first + atOnce);
    const jobs = await Promise.all(part.map(({ id }) => queue.getJob(id) as Promise<Job | undefined>));
    const states = await Promise.all(jobs.map((job) => job?.getState()));
    for (const [n, cell] of part.entries()) {
      const status = cellStatus(cell, jobs[n], states[n], cancelled, now);
      cells.push(status);
      const { kind, seconds } = status;
      if (status.state === 'done' && seconds !== undefined) times.push({ kind, seconds });
      if (status.state === 'running') {
        const { share = 0, firstShare = 0 } = readStep(jobs[n]?.progress) ?? {};
        running.push({ kind, seconds: seconds ?? 0, share, firstShare });
      }
    }
  }
  const counts = Object.fromEntries(
    cellStates.map((state) => [state, cells.filter((cell) => cell.state === state).length]),
  ) as Record<CellState, number>;
  const waiting = cells.flatMap(({ state, kind }) => (state === 'waiting' || state === 'retrying' ? [kind] : []));
  const left = secondsLeft({ finished: times, running, waiting, parallel: Math.max(1, running.length) });
  return {
    sweep: record.id,
    name: record.name,
    submitted: record.submitted,
    version: record.version,
    cancelled: record.cancelled,
    total: cells.length,
    counts,
    ...(left !== undefined && { secondsLeft: left }),
    workers: (await queue.getWorkers()).length,
    cells,
  };
}

function cellStatus(
  cell: SweepRecord['cells'][number],
  job: Job | undefined,
  found: string | undefined,
  cancelled: ReadonlySet<string>,
  now: Date,
): CellStatus {
  const state = stateOf(job, found, cancelled.has(cell.id));
  const failures = state === 'done' ? 0 : (job?.attemptsMade ?? 0);
  if (job === undefined) return { ...cell, state, failures };
  const receipt = readReceipt(job.returnvalue);
  const step = readStep(job.progress);
  const common = { ...cell, state, failures };
  if (state === 'done') {
    const { seconds, worker } = receipt ?? {};
    return { ...common, ...(seconds !== undefined && { seconds }), ...(worker && { worker: plainText(worker, 80) }) };
  }
  if (state === 'running') {
    const seconds = job.processedOn === undefined ? 0 : Math.max(0, (now.getTime() - job.processedOn) / 1000);
    return {
      ...common,
      seconds,
      ...(step && { share: step.share, step: plainText(step.text, 80), worker: plainText(step.worker, 80) }),
    };
  }
  const failed = (state === 'parked' || state === 'retrying') && job.failedReason;
  return failed ? { ...common, error: plainText(job.failedReason) } : common;
}

/** Where a cell is. @param found the state of its job, by the queue library; @param cancelled whether the queue says so. */
export function stateOf(job: Job | undefined, found: string | undefined, cancelled: boolean): CellState {
  if (found === 'completed') return 'done';
  if (found === 'active') return 'running';
  if (cancelled || job?.failedReason === cancelledReason) return 'cancelled';
  if (job === undefined || found === undefined || found === 'unknown') return 'absent';
  if (found === 'failed') return 'parked';
  return job.attemptsMade > 0 ? 'retrying' : 'waiting';
}
