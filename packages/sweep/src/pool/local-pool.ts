import { availableParallelism } from 'node:os';
import type { Cell, CellResult } from '@hkmem/experiments';
import { readCellResult } from '../cells/result-file.ts';
import { InterruptedError, RunFolderError } from '../errors.ts';
import { CellFailedError, CellProcess, UnableError } from '../process/cell-process.ts';
import type { CellProgram } from '../process/program-file.ts';
import type { CellOutcome } from '../results/outcome.ts';
import { Agenda, type PlannedCell, planCells } from './agenda.ts';
import { pause } from './pause.ts';
import { PoolCount, type SweepProgress } from './pool-progress.ts';

/** How cells are run on this machine. */
export interface PoolOptions {
  /** Folder for run folders and results. */
  readonly root: string;
  /** Processes at once; the number of cores if absent. */
  readonly jobs?: number | undefined;
  /** `wasm` if absent. */
  readonly backend?: string | undefined;
  /** Threads of each process; 1 if absent. */
  readonly workers?: number | undefined;
  /** Folder with the IDX files of the data sets. */
  readonly dataDirectory?: string | undefined;
  /** Stops all at checkpoints when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Of the processes, without what opens a queue or a store; that of this one if absent. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** What runs in the processes; a program that writes no reports of runs if absent. */
  readonly program?: CellProgram | undefined;
  /** Called whenever something changed. */
  readonly onProgress?: ((progress: SweepProgress) => void) | undefined;
}

/** How often a cell is begun or gone on with before it is parked. */
export const mostTries = 3;

/** Milliseconds before a cell that another process works on is looked at again. */
const inUseDelay = 1000;

/**
 * Runs cells, and first what they need, in processes of their own; finished ones are read, interrupted ones go on from
 * their checkpoints. A cell that fails does not stop the rest: one whose process dies is gone on with, three times in all.
 * @returns what became of each, once, those that others need before them and otherwise in the order given. Cells that
 * were not given but only needed are not among them.
 * @throws {InterruptedError} if the user asks to stop, after every process has saved its work.
 * @throws {UnableError} if the backend does not work here.
 */
export async function runCells(cells: readonly Cell[], options: PoolOptions): Promise<readonly CellOutcome[]> {
  const planned = planCells(cells);
  const jobs = Math.max(1, Math.min(options.jobs ?? availableParallelism(), planned.length));
  const pool = new Pool(planned, jobs, options);
  return pool.run();
}

class Pool {
  readonly #planned: readonly PlannedCell[];
  readonly #jobs: number;
  readonly #options: PoolOptions;
  readonly #signal: AbortSignal;
  readonly #agenda: Agenda;
  readonly #count: PoolCount;
  readonly #results = new Map<string, CellResult>();
  readonly #tries = new Map<string, number>();
  readonly #processes = new Set<CellProcess>();

  constructor(planned: readonly PlannedCell[], jobs: number, options: PoolOptions) {
    this.#planned = planned;
    this.#jobs = jobs;
    this.#options = options;
    this.#signal = options.signal ?? new AbortController().signal;
    this.#count = new PoolCount(new Map(planned.map(({ id, cell }) => [id, cell.kind])), jobs);
    this.#agenda = new Agenda(planned, (id) => this.#count.fail(id));
  }

  async run(): Promise<readonly CellOutcome[]> {
    const signal = this.#signal;
    const stop = (): void => {
      this.#agenda.close();
      for (const each of this.#processes) each.stop();
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    try {
      const runners = await Promise.allSettled(Array.from({ length: this.#jobs }, () => this.#serve()));
      for (const runner of runners) if (runner.status === 'rejected') throw runner.reason;
    } finally {
      signal.removeEventListener('abort', stop);
      await Promise.all([...this.#processes].map((each) => each.end()));
    }
    const outcomes = this.#outcomes();
    if (outcomes === undefined) {
      const { done, total } = this.#count.now;
      throw new InterruptedError(
        `stopped with ${done} of ${total} cells done; the others are saved at their last update.`,
        'cells',
      );
    }
    return outcomes;
  }

  /** Runs cells, one at a time, until there are none. */
  async #serve(): Promise<void> {
    let worker: CellProcess | undefined;
    try {
      for (let next = await this.#agenda.next(); next !== undefined; next = await this.#agenda.next()) {
        worker = await this.#advance(next, worker);
      }
    } catch (error) {
      this.#agenda.close();
      throw error;
    } finally {
      if (worker !== undefined) await this.#dismiss(worker);
    }
  }

  /** One try of one cell; returns the process for the next. */
  async #advance({ id, cell }: PlannedCell, last: CellProcess | undefined): Promise<CellProcess | undefined> {
    const { root } = this.#options;
    let found: CellResult | undefined;
    try {
      found = await readCellResult(root, cell);
    } catch (error) {
      if (!(error instanceof RunFolderError)) throw error;
      this.#agenda.fail(id, error.message);
      this.#report();
      return last;
    }
    if (found !== undefined) {
      this.#keep(id, found, true);
      return last;
    }
    if (last !== undefined && !last.usable) await this.#dismiss(last);
    const worker = last?.usable ? last : this.#start();
    this.#count.begin(id);
    this.#report();
    try {
      const result = await worker.run(root, cell, (step) => {
        this.#count.step(id, step);
        this.#report();
      });
      this.#keep(id, result, false);
    } catch (error) {
      if (error instanceof UnableError) throw error;
      if (!(error instanceof CellFailedError)) throw error;
      await this.#settleFailure(id, error);
    }
    return worker;
  }

  async #settleFailure(id: string, { reason, message }: CellFailedError): Promise<void> {
    const signal = this.#signal;
    if (signal.aborted || reason === 'stopped') {
      this.#count.giveBack(id);
      this.#agenda.giveBack(id);
      return;
    }
    if (reason === 'in-use') {
      await pause(inUseDelay, signal);
    } else {
      const tries = (this.#tries.get(id) ?? 0) + 1;
      this.#tries.set(id, tries);
      if (reason === 'final' || tries >= mostTries) {
        this.#agenda.fail(id, reason === 'final' ? message : `${message} (tried ${tries} times)`);
        this.#report();
        return;
      }
    }
    this.#count.giveBack(id);
    this.#agenda.giveBack(id);
  }

  #keep(id: string, result: CellResult, found: boolean): void {
    this.#results.set(id, result);
    this.#count.finish(id, found);
    this.#agenda.finish(id);
    this.#report();
  }

  #start(): CellProcess {
    const { backend = 'wasm', workers = 1, dataDirectory, environment, program } = this.#options;
    const worker = new CellProcess({ backend, workers, dataDirectory, environment, program });
    this.#processes.add(worker);
    if (this.#signal.aborted) worker.stop();
    return worker;
  }

  async #dismiss(worker: CellProcess): Promise<void> {
    await worker.end();
    this.#processes.delete(worker);
  }

  #report(): void {
    this.#options.onProgress?.(this.#count.now);
  }

  /** Undefined if some cell has neither result nor error. */
  #outcomes(): readonly CellOutcome[] | undefined {
    const outcomes: CellOutcome[] = [];
    for (const { id, cell, asked } of this.#planned) {
      const result = this.#results.get(id);
      const error = this.#agenda.failure(id);
      if (result === undefined && error === undefined) return undefined;
      if (!asked) continue;
      outcomes.push(result === undefined ? { id, cell, error: error! } : { id, cell, result });
    }
    return outcomes;
  }
}
