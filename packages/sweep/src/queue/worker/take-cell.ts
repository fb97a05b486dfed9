import { type CellResult, identifyCell } from '@hkmem/experiments';
import type { Job } from 'bullmq';
import { messageOf } from '../../error-facts.ts';
import { trainingOf } from '../../pool/agenda.ts';
import { pause } from '../../pool/pause.ts';
import { CellFailedError, UnableError } from '../../process/cell-process.ts';
import { isStorageFailure } from '../../process/failure-reason.ts';
import { type CellJob, type CellReceipt, readJob } from '../cell-job.ts';
import type { Connection } from '../connection.ts';
import { OtherVersionError, RefusedJobError, StoreError } from '../errors.ts';
import { keys } from '../keys.ts';
import type { Store } from '../store/store.ts';
import { findResult, keepResult } from '../store/stored-results.ts';
import { cancelledReason } from '../submit.ts';
import { CellRun } from './cell-run.ts';
import type { Needs } from './needs.ts';
import type { ProcessPool } from './process-pool.ts';
import { Reporter } from './reporter.ts';
import { TrainingLock } from './training-lock.ts';

/** What a worker has for all its jobs. */
export interface WorkerParts {
  readonly connection: Connection;
  readonly store: Store;
  readonly needs: Needs;
  readonly processes: ProcessPool;
  /** Folder for the work of this process alone. */
  readonly scratch: string;
  readonly version: string;
  /** What to call this worker. */
  readonly name: string;
  /** Milliseconds without a sign of life after which another worker takes over. */
  readonly lease: number;
  /** Milliseconds between looks at checkpoints and at what was cancelled. */
  readonly every: number;
  /** Aborts when this worker is to let go of its cells. */
  readonly stop: AbortSignal;
  readonly log: (text: string) => void;
  /** Ends the worker: it cannot do what the queue asks. */
  readonly onUnfit: (error: Error) => void;
  /** Leaves the queue alone for a while: there is no room for more work. */
  readonly onFull: () => void;
}

/** Milliseconds after which a cell that waits for another is looked at anyway. */
const longWait = 30_000;
const shortWait = 1000;

/** Does one job: what it asks for is in the store before the job is acknowledged. */
export class CellTaker {
  readonly #parts: WorkerParts;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
  }

  /** @param lost aborts when the job is no longer this worker's. Throws what the queue library is to make of the job. */
  async take(job: Job, token: string, lost: AbortSignal): Promise<CellReceipt> {
    const { connection, log, onUnfit } = this.#parts;
    const { UnrecoverableError } = connection.bull;
    try {
      return await this.#take(job, token, lost);
    } catch (error) {
      if (error instanceof RefusedJobError) {
        log(`${job.id}: ${error.message}`);
        throw new UnrecoverableError(error.message);
      }
      if (error instanceof OtherVersionError || error instanceof UnableError) {
        onUnfit(error);
        return this.#giveBack(job, token, shortWait);
      }
      if (error instanceof StoreError) {
        log(`${job.id}: ${error.message} Given back.`);
        return this.#giveBack(job, token, longWait);
      }
      if (isStorageFailure(error)) return this.#giveBackForRoom(job, token, messageOf(error));
      throw error;
    }
  }

  async #take(job: Job, token: string, lost: AbortSignal): Promise<CellReceipt> {
    const { connection, store, version, lease, name, needs } = this.#parts;
    const { redis } = connection;
    const work = readJob(job.id, job.data);
    if (work.version !== version) throw new OtherVersionError(work.version, version);
    const { id, hash } = identifyCell(work.cell);
    await this.#refuseCancelled(id);
    const found = await findResult(store, work.cell);
    if (found !== undefined) {
      await needs.wake(id);
      return { hash, worker: name };
    }
    if (await needs.mustWait(job, work)) return this.#giveBack(job, token, longWait);
    const training = new TrainingLock(redis, trainingOf(work.cell), id, 2 * lease);
    if (!(await training.take())) return this.#giveBack(job, token, shortWait);
    try {
      return await this.#run(job, token, work, training, lost);
    } finally {
      if (!lost.aborted) await training.release();
    }
  }

  /** Runs the cell in a process of its own and brings what it made into the store. */
  async #run(
    job: Job,
    token: string,
    { cell, backend }: CellJob,
    training: TrainingLock,
    lost: AbortSignal,
  ): Promise<CellReceipt> {
    const { store, scratch, processes, stop, log, name, needs } = this.#parts;
    const { id, hash } = identifyCell(cell);
    const run = await CellRun.prepare(store, cell, scratch);
    try {
      log(`${id}: begun`);
      const process = await processes.take(backend);
      const ended = new AbortController();
      const cancelled = new AbortController();
      const halt = AbortSignal.any([stop, lost, cancelled.signal]);
      const ask = (): void => process.stop();
      halt.addEventListener('abort', ask);
      if (halt.aborted) ask();
      const watch = this.#watch(id, run, training, cancelled, ended.signal);
      const reporter = new Reporter(job, name);
      let result: CellResult;
      try {
        result = await run.run(process, (step) => reporter.step(step));
      } catch (error) {
        ended.abort();
        await watch;
        return await this.#settleFailure(job, token, run, error, { lost, cancelled: cancelled.signal });
      } finally {
        ended.abort();
        halt.removeEventListener('abort', ask);
        await watch;
        await processes.giveBack(backend, process);
      }
      await this.#patiently(id, () => run.keepFolders());
      const damaged = (aside: string): void =>
        log(`${id}: the result that was in the store is damaged and replaced; it is kept as ${aside}`);
      await this.#patiently(id, () => keepResult(store, result, damaged));
      await run.dropCheckpoint().catch((error) => log(`${id}: ${messageOf(error)}`));
      await needs.wake(id);
      log(`${id}: done`);
      return { hash, worker: name, ...(reporter.fromBeginning && { seconds: reporter.seconds }) };
    } finally {
      await run.close();
    }
  }

  /** Keeps checkpoints and looks whether the cell was cancelled, until it has ended. */
  async #watch(
    id: string,
    run: CellRun,
    training: TrainingLock,
    cancelled: AbortController,
    ended: AbortSignal,
  ): Promise<void> {
    const { connection, every, log } = this.#parts;
    for (await pause(every, ended); !ended.aborted; await pause(every, ended)) {
      try {
        if ((await connection.redis.sismember(keys.cancelled, id)) === 1) cancelled.abort();
        await training.renew();
        await run.keepCheckpoint();
      } catch (error) {
        log(`${id}: ${messageOf(error)}`);
      }
    }
  }

  /** What becomes of a job whose cell has no result. */
  async #settleFailure(
    job: Job,
    token: string,
    run: CellRun,
    error: unknown,
    { lost, cancelled }: { readonly lost: AbortSignal; readonly cancelled: AbortSignal },
  ): Promise<CellReceipt> {
    const { connection, log } = this.#parts;
    const { UnrecoverableError } = connection.bull;
    if (!(error instanceof CellFailedError)) throw error;
    const { reason, message } = error;
    const id = job.id ?? '';
    if (reason !== 'final') await run.keepCheckpoint().catch((cause) => log(`${id}: ${messageOf(cause)}`));
    if (lost.aborted) {
      log(`${id}: another worker has it now`);
      throw new Error('taken over by another worker');
    }
    if (cancelled.aborted) throw new UnrecoverableError(cancelledReason);
    if (reason === 'stopped' || reason === 'in-use') {
      log(`${id}: saved and given back`);
      return this.#giveBack(job, token, reason === 'stopped' ? 0 : shortWait);
    }
    if (reason === 'storage') return this.#giveBackForRoom(job, token, message);
    log(`${id}: failed: ${message}`);
    if (reason === 'final') throw new UnrecoverableError(message);
    throw new Error(message);
  }

  async #refuseCancelled(id: string): Promise<void> {
    const { redis, bull } = this.#parts.connection;
    if ((await redis.sismember(keys.cancelled, id)) === 1) throw new bull.UnrecoverableError(cancelledReason);
  }

  /** Puts the job back for a worker whose disk has room; this one takes no cells for a while. */
  #giveBackForRoom(job: Job, token: string, message: string): Promise<never> {
    const { log, onFull } = this.#parts;
    log(`${job.id}: ${message} Given back.`);
    onFull();
    return this.#giveBack(job, token, longWait);
  }

  /** Puts the job back without counting a try. */
  async #giveBack(job: Job, token: string, milliseconds: number): Promise<never> {
    await job.moveToDelayed(Date.now() + milliseconds, token);
    throw new this.#parts.connection.bull.DelayedError();
  }

  /** Does what a full or absent store may refuse again and again, until it is done or this worker is to stop. */
  async #patiently(id: string, work: () => Promise<unknown>): Promise<void> {
    const { stop, log } = this.#parts;
    for (let wait = 1000; ; wait = Math.min(2 * wait, longWait)) {
      try {
        await work();
        return;
      } catch (error) {
        if (!(error instanceof StoreError) || stop.aborted) throw error;
        log(`${id}: ${error.message} It is tried again.`);
        await pause(wait, stop);
      }
    }
  }
}
