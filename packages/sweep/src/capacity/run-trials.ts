import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { HkmemError, ValueError } from '@hkmem/backend';
import { type CapacityCount, type CapacityTrial, checkTrial, type FinishedTrial, patternsAt } from '@hkmem/storage';
import { InterruptedError } from '../errors.ts';
import { readTrial, writeTrial } from './trial-file.ts';

/** How trials are run. */
export interface TrialOptions {
  /** Finished trials are kept in `<root>/capacity`. */
  readonly root: string;
  /** Threads at once; the number of cores if absent. */
  readonly jobs?: number | undefined;
  /** Stops: what is finished stays. */
  readonly signal?: AbortSignal | undefined;
  /** Told how many of all are finished, after each and at first. */
  readonly onProgress?: ((finished: number, all: number) => void) | undefined;
}

/** What a thread is given, and what it gives back. */
export type TrialAnswer =
  | { readonly kind: 'count'; readonly count: CapacityCount }
  | { readonly kind: 'failure'; readonly message: string };

/** A trial that failed in its thread. */
export class TrialFailedError extends HkmemError {}

/**
 * Counts what trials recall, in threads; those that were finished before are read. Results in the order of `trials`, the
 * same whatever the number of threads.
 * @throws {ValueError | UnknownNameError} before anything is run, as `checkTrial`. @throws {TrialFailedError}
 * @throws {InterruptedError} if the signal aborts. @throws {RunFolderError} if results cannot be read or written.
 */
export async function runTrials(trials: readonly CapacityTrial[], options: TrialOptions): Promise<FinishedTrial[]> {
  for (const trial of trials) checkTrial(trial);
  const { root, jobs = availableParallelism(), signal, onProgress } = options;
  if (!Number.isInteger(jobs) || jobs < 1) throw new ValueError('jobs', jobs, 'a whole number from 1');
  const results: (FinishedTrial | undefined)[] = [];
  for (const trial of trials) results.push(await readTrial(root, trial));
  const open = [...trials.keys()].filter((n) => results[n] === undefined);
  // Largest first, so that no thread is left alone with one at the end.
  open.sort((a, b) => sizeOf(trials[b]!) - sizeOf(trials[a]!));
  let finished = trials.length - open.length;
  onProgress?.(finished, trials.length);
  let failure: unknown;
  const workOff = async (): Promise<void> => {
    const thread = new TrialThread(signal);
    try {
      for (let n = open.shift(); n !== undefined && failure === undefined; n = open.shift()) {
        const trial = trials[n]!;
        const result = { trial, count: await thread.run(trial) };
        await writeTrial(root, result);
        results[n] = result;
        onProgress?.(++finished, trials.length);
      }
    } catch (error) {
      failure ??= error;
    } finally {
      await thread.end();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, open.length) }, workOff));
  if (signal?.aborted === true && results.includes(undefined)) {
    throw new InterruptedError(
      `stopped after ${finished} of ${trials.length} trials, which are kept. Give the same command to go on.`,
    );
  }
  if (failure !== undefined) throw failure;
  return results as FinishedTrial[];
}

function sizeOf(trial: CapacityTrial): number {
  return trial.neurons * (trial.neurons + patternsAt(trial));
}

/** A thread that runs trials one at a time. */
class TrialThread {
  readonly #worker: Worker;
  readonly #signal: AbortSignal | undefined;

  constructor(signal: AbortSignal | undefined) {
    const ours = import.meta.url;
    const place = ours.endsWith('.ts') ? '../trial-thread-main.ts' : './trial-thread-main.js';
    this.#worker = new Worker(fileURLToPath(new URL(place, ours)), { execArgv: [] });
    this.#signal = signal;
  }

  run(trial: CapacityTrial): Promise<CapacityCount> {
    return new Promise((resolve, reject) => {
      const worker = this.#worker;
      const settle = (then: () => void): void => {
        worker.off('message', hear).off('error', lose).off('exit', leave);
        this.#signal?.removeEventListener('abort', stop);
        then();
      };
      const fail = (message: string): void =>
        settle(() => reject(new TrialFailedError(`a trial of ${trial.rule}, N ${trial.neurons}: ${message}`)));
      const stop = (): void => settle(() => reject(new InterruptedError('the trials were stopped.')));
      const hear = (answer: TrialAnswer): void => {
        if (answer.kind === 'count') settle(() => resolve(answer.count));
        else fail(answer.message);
      };
      const lose = (error: Error): void => fail(error.message);
      const leave = (code: number): void => fail(`its thread ended with code ${code}.`);
      worker.on('message', hear).on('error', lose).on('exit', leave);
      this.#signal?.addEventListener('abort', stop);
      if (this.#signal?.aborted === true) stop();
      else worker.postMessage(trial);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
