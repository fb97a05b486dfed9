import { availableParallelism, hostname } from 'node:os';
import type { Job, Worker } from 'bullmq';
import { pause, untilAborted } from '../../pool/pause.ts';
import type { CellProgram } from '../../process/program-file.ts';
import { version as ownVersion } from '../../version.ts';
import { type Connection, connect, prefix, queueName } from '../connection.ts';
import { OtherVersionError } from '../errors.ts';
import { keys } from '../keys.ts';
import type { QueueAddress } from '../queue-address.ts';
import { plainText } from '../redact.ts';
import type { Store } from '../store/store.ts';
import { Needs } from './needs.ts';
import { ProcessPool } from './process-pool.ts';
import { openScratch } from './scratch.ts';
import { CellTaker } from './take-cell.ts';

/** How a worker works. */
export interface WorkerOptions {
  /** Where the queue is. */
  readonly address: QueueAddress;
  /** Where results and checkpoints go. */
  readonly store: Store;
  /** Cells at once; the number of cores if absent. */
  readonly jobs?: number | undefined;
  /** Threads of each. */
  readonly threads: number;
  /** Folder with the IDX files of the data sets. */
  readonly dataDirectory?: string | undefined;
  /** Folder for unfinished work; the system's folder for temporary files if absent. */
  readonly scratch?: string | undefined;
  /** What to call it; host and process if absent. */
  readonly name?: string | undefined;
  /** Seconds without a sign of life after which another worker takes over. */
  readonly lease: number;
  /** Seconds between looks for new checkpoints to keep. */
  readonly every: number;
  /** Leave when the queue has nothing left. */
  readonly untilDone: boolean;
  /** Stops the worker when it aborts, after it has saved and given back what is at work. */
  readonly signal?: AbortSignal | undefined;
  /** Is told what happens, a line each, without secrets. */
  readonly log?: ((line: string) => void) | undefined;
  /** Of the processes, without what opens a queue or a store; that of this one if absent. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** What runs in the processes; a program that writes no reports of runs if absent. */
  readonly program?: CellProgram | undefined;
  /** Of hkmem, if not this one's. */
  readonly version?: string;
}

/** How often a cell may be taken over from workers that went away before it is parked. */
const mostTakeovers = 10;
/** Milliseconds for which a worker without room takes no cells. */
const fullPause = 60_000;

/**
 * Takes cells from a queue until it is interrupted or, if told so, until nothing is left.
 * @throws {QueueError} if the queue cannot be reached at first. @throws {OtherVersionError} if it holds cells of another
 * version. @throws {UnableError} if a backend that a cell asks for does not work here.
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { address, store, threads, dataDirectory, untilDone, environment, program } = options;
  const signal = options.signal ?? new AbortController().signal;
  const version = options.version ?? ownVersion();
  const jobs = options.jobs ?? availableParallelism();
  const name = plainText(options.name ?? `${hostname()}-${process.pid}`, 80);
  const log = (text: string): void => {
    options.log?.(address.redact(plainText(text, 2000)));
  };
  const connection = await connect(address, true);
  const processes = new ProcessPool({ workers: threads, dataDirectory, environment, program });
  try {
    await refuseOtherVersion(connection, version);
    const scratch = await openScratch(options.scratch);
    try {
      const unfit = new AbortController();
      const stop = AbortSignal.any([signal, unfit.signal]);
      let worker: Worker | undefined;
      const needs = new Needs(connection, store);
      const taker = new CellTaker({
        connection,
        store,
        needs,
        processes,
        scratch: scratch.path,
        version,
        name,
        lease: 1000 * options.lease,
        every: 1000 * options.every,
        stop,
        log,
        onUnfit: (error) => unfit.abort(error),
        onFull: () => {
          void worker?.pause(true);
          void pause(fullPause, stop).then(() => worker?.resume());
        },
      });
      worker = startWorker(connection, taker, needs, jobs, name, 1000 * options.lease, log);
      log(`${name}: hkmem ${version}, ${jobs} cells at once, queue ${address.shown}, store ${store.shown}`);
      await (untilDone ? untilEmpty(connection, stop) : untilAborted(stop));
      log(`${name}: leaving`);
      await worker.close();
      if (unfit.signal.aborted) throw unfit.signal.reason;
    } finally {
      await processes.close();
      await scratch.close();
    }
  } finally {
    await connection.close();
  }
}

function startWorker(
  { bull, redis, address }: Connection,
  taker: CellTaker,
  needs: Needs,
  jobs: number,
  name: string,
  lease: number,
  log: (text: string) => void,
): Worker {
  const worker = new bull.Worker(
    queueName,
    (job: Job, token?: string, signal?: AbortSignal) =>
      taker.take(job, token ?? '', signal ?? new AbortController().signal),
    {
      connection: redis,
      prefix,
      name,
      concurrency: jobs,
      lockDuration: lease,
      stalledInterval: lease / 2,
      maxStalledCount: mostTakeovers,
    },
  );
  worker.on('lockRenewalFailed', (ids: readonly string[]) => {
    for (const id of ids) worker.cancelJob(id);
  });
  worker.on('failed', (job?: Job) => {
    // Those that wait for it would otherwise learn of it later.
    if (job?.id !== undefined) void needs.wake(job.id).catch(() => {});
  });
  worker.on('stalled', (id: string) => log(`${id}: its worker is gone, it is given out again`));
  let last = '';
  worker.on('error', (error: Error) => {
    // A queue that is away says so at every try to reach it.
    if (error.message !== last) log(`queue ${address.shown}: ${error.message}`);
    last = error.message;
  });
  return worker;
}

async function refuseOtherVersion({ redis, queue }: Connection, version: string): Promise<void> {
  const theirs = await redis.get(keys.version);
  if (theirs === null || theirs === version) return;
  const left = await queue.getJobCountByTypes('waiting', 'prioritized', 'delayed', 'active');
  if (left > 0) throw new OtherVersionError(theirs, version);
}

async function untilEmpty({ queue }: Connection, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const left = await queue.getJobCountByTypes('waiting', 'prioritized', 'delayed', 'active').catch(() => 1);
    if (left === 0) return;
    await pause(1000, stop);
  }
}
