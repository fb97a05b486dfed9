import { basename } from 'node:path';
import type { Cell } from '@hkmem/experiments';
import { type CellOutcome, type FinishedSweep, InterruptedError, pause, plainTable } from '@hkmem/sweep';
import {
  type Connection,
  cancelSweep,
  collect,
  connect,
  guarded,
  jobBackends,
  listSweeps,
  openStore,
  QueueError,
  queueAddress,
  retrySweep,
  type SweepRecord,
  type SweepStatus,
  storedOutcomes,
  submitCells,
  sweepStatus,
} from '@hkmem/sweep/queue';
import { type Context, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { sweepDisplay } from '../sweep/sweep-display.ts';
import { version } from '../version.ts';
import { describeStatus, progressOf, statusTable } from './status-report.ts';

interface QueueFlags {
  readonly queue?: string | boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** How a sweep is put on a queue. */
export interface SubmitFlags extends QueueFlags {
  /** The sweep's file. */
  readonly source: string;
  readonly backend: string;
  readonly priority: number;
  readonly wait?: boolean;
  readonly store?: string;
  readonly out: string;
}

/**
 * Puts the cells of a sweep on a queue; with `wait`, waits until all are done or parked and writes the tables.
 * @throws {UsageError | QueueError | StoreError | OtherVersionError}
 */
export async function submitSweep(
  context: Context,
  cells: readonly Cell[],
  flags: SubmitFlags,
): Promise<FinishedSweep | undefined> {
  const backend = jobBackends.find((name) => name === flags.backend);
  if (backend === undefined) {
    throw new UsageError(
      `--backend: got ${flags.backend}; on a queue it is one of ${jobBackends.join(', ')}, so that all workers give the same numbers`,
    );
  }
  if (flags.wait === true && flags.store === undefined) {
    throw new UsageError('--wait needs --store, to read the results from');
  }
  return withQueue(context, flags, async (connection) => {
    const submission = await submitCells(connection, cells, {
      name: basename(flags.source),
      version: version(),
      backend,
      priority: flags.priority,
      now: context.now(),
    });
    const { sweep, added, cells: total } = submission;
    if (flags.wait !== true || flags.store === undefined) {
      if (flags.json === true) writeJson(context, submission);
      else {
        context.stdout.write(
          `${sweep}: ${total} cells, ${added} of them new on ${connection.address.shown}\n` +
            `To watch: hkmem sweep status ${sweep}\n`,
        );
      }
      return undefined;
    }
    const status = await waitFor(context, connection, sweep, flags.quiet === true);
    const errors = new Map(status.cells.map((cell) => [cell.id, cell.error ?? cell.state]));
    return collect(await openStore(flags.store, context.environment), cells, flags.out, errors, context.now());
  });
}

/** Writes the tables of a sweep from what a store holds. @throws {StoreError} */
export async function collectSweep(
  context: Context,
  cells: readonly Cell[],
  store: string,
  out: string,
): Promise<FinishedSweep> {
  return collect(await openStore(store, context.environment), cells, out, new Map(), context.now());
}

/** What a store holds of some cells; one without result is failed. @throws {StoreError} */
export async function outcomesIn(
  context: Context,
  cells: readonly Cell[],
  store: string,
): Promise<readonly CellOutcome[]> {
  return storedOutcomes(await openStore(store, context.environment), cells);
}

/** Shows how a sweep stands, or all of them. @throws {QueueError} */
export async function showStatus(context: Context, flags: QueueFlags, sweep: string | undefined): Promise<void> {
  await withQueue(context, flags, async (connection) => {
    const records = sweep === undefined ? await listSweeps(connection) : [await recordOf(connection, sweep)];
    const all: SweepStatus[] = [];
    for (const record of records) all.push(await sweepStatus(connection, record, context.now()));
    if (flags.json === true) return writeJson(context, sweep === undefined ? all : all[0]);
    if (all.length === 0) context.stdout.write('no sweep is on this queue\n');
    for (const status of all) {
      context.stdout.write(`${describeStatus(status)}\n`);
      if (sweep !== undefined) context.stdout.write(`${plainTable(statusTable(status))}\n`);
    }
  });
}

/** Cancels a sweep, or gives its parked cells to workers again. @throws {QueueError} */
export async function changeSweep(
  context: Context,
  flags: QueueFlags,
  change: 'cancel' | 'retry',
  sweep: string,
): Promise<void> {
  await withQueue(context, flags, async (connection) => {
    const record = await recordOf(connection, sweep);
    const total = record.cells.length;
    const again = 'They come back when the sweep is submitted again: hkmem sweep run <file> --queue';
    if (change === 'cancel') {
      const done = await cancelSweep(connection, record);
      if (flags.json === true) return writeJson(context, done);
      context.stdout.write(`${sweep}: ${done.changed} of ${total} cells cancelled. ${again}\n`);
    } else {
      const done = await retrySweep(connection, record);
      if (flags.json === true) return writeJson(context, done);
      const left = done.cancelled === 0 ? '' : `; ${done.cancelled} are cancelled. ${again}`;
      context.stdout.write(`${sweep}: ${done.changed} of ${total} cells were parked and are given out again${left}\n`);
    }
  });
}

async function withQueue<Result>(
  context: Context,
  flags: QueueFlags,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const address = queueAddress(flags.queue, context.environment);
  const connection = await connect(address, false);
  try {
    return await guarded(address.redact, () => work(connection));
  } finally {
    await connection.close().catch(() => {});
  }
}

async function recordOf(connection: Connection, sweep: string): Promise<SweepRecord> {
  const record = (await listSweeps(connection)).find(({ id }) => id === sweep);
  if (record !== undefined) return record;
  throw new QueueError(
    `${sweep} is not on the queue at ${connection.address.shown}; put it there with hkmem sweep run.`,
  );
}

/** Watches a sweep until no cell of it can change any more. @throws {InterruptedError} */
async function waitFor(context: Context, connection: Connection, sweep: string, quiet: boolean): Promise<SweepStatus> {
  const record = await recordOf(connection, sweep);
  context.sayOnInterrupt('leaving');
  const display = sweepDisplay(context, quiet);
  try {
    for (;;) {
      const status = await sweepStatus(connection, record, context.now());
      display.show(progressOf(status));
      const { running, waiting, retrying } = status.counts;
      if (running + waiting + retrying === 0) return status;
      // Two operations a cell and look: a queue of thousands is looked at less often.
      await pause(Math.max(500, 10 * status.total), context.interrupt);
      if (context.interrupt.aborted) {
        throw new InterruptedError(
          `no longer waiting; the workers go on. To see how far they are: hkmem sweep status ${sweep}`,
        );
      }
    }
  } finally {
    display.end();
  }
}
