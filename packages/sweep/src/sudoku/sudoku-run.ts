import { join } from 'node:path';
import { evaluateSudoku, type SudokuState, type SudokuUpdate, startOfTraining, trainSudoku } from '@hkmem/akorn';
import { DeviceError } from '@hkmem/backend';
import {
  InputFileError,
  identify,
  type SudokuConfig,
  type SudokuExecution,
  sudokuSpec,
  sudokuTests,
  sudokuTraining,
} from '@hkmem/experiments';
import { InterruptedError, NothingToResumeError, RunFolderError, TrainingDeviceError } from '../errors.ts';
import type { LogEntry } from '../run-folder/log.ts';
import { RunFolder, runFiles } from '../run-folder/run-folder.ts';
import { Cadence } from '../running/cadence.ts';
import type { RunPolicy } from '../running/train-run.ts';
import type { Session } from '../session/session.ts';
import type { SudokuModelFile } from './sudoku-model-file.ts';
import { encodeSudokuRun, readSudokuCheckpoint } from './sudoku-weights.ts';
import { type BoardFile, boardsFile, madeBoards, trainingBoards } from './training-boards.ts';

/** A Sudoku model that is trained. */
export interface SudokuRun {
  /** What it is. */
  readonly config: SudokuConfig;
  /** Weights, their running mean and the rest. */
  readonly state: SudokuState;
  /** All sessions of its training. */
  readonly log: readonly LogEntry[];
  /** Whether it was found finished. */
  readonly reused: boolean;
  /** Path of the run folder. */
  readonly path: string;
}

/** What a run is besides its configuration. */
export interface SudokuRunOptions {
  /** How the training is gone about. */
  readonly execution: SudokuExecution;
  /** What to do with what is there. */
  readonly policy: RunPolicy;
  /** The training boards, where the configuration takes them from a file. */
  readonly boards?: BoardFile | undefined;
  /** The model that the training begins with, where the configuration names one. */
  readonly start?: SudokuModelFile | undefined;
  /** What is done with the folder before it is closed. */
  readonly finish: (folder: RunFolder, run: SudokuRun) => Promise<void>;
}

/**
 * Trains a Sudoku model in its folder under `root`: goes on from the checkpoint if there is one, uses what is finished.
 * @throws {InterruptedError} after saving a checkpoint, if the user asks to stop. @throws {RunFolderError} naming what in the
 * folder cannot be used. @throws {OscillatorsDivergedError} saying where; the checkpoint before it is kept.
 * @throws {TrainingDeviceError} after saving, if the device fails.
 */
export async function runSudoku(
  session: Session,
  root: string,
  config: SudokuConfig,
  options: SudokuRunOptions,
): Promise<SudokuRun> {
  const { policy, finish } = options;
  const folder = await RunFolder.open(policy.folder ?? join(root, identify(config).folder), config, policy.resume);
  try {
    if (policy.fresh === true) {
      await folder.remove(runFiles.weights, runFiles.checkpoint, runFiles.log, runFiles.evaluation, boardsFile);
    }
    const finished = await readSudokuCheckpoint(folder, runFiles.weights, config);
    const state = finished ?? (await trainInFolder(session, folder, config, options));
    const log = await folder.log.read();
    const run: SudokuRun = { config, state, log, reused: finished !== undefined, path: folder.path };
    await finish(folder, run);
    return run;
  } finally {
    await folder.close();
  }
}

async function trainInFolder(
  session: Session,
  folder: RunFolder,
  config: SudokuConfig,
  { execution, policy, boards, start }: SudokuRunOptions,
): Promise<SudokuState> {
  const checkpoint = await readSudokuCheckpoint(folder, runFiles.checkpoint, config);
  if (checkpoint === undefined && policy.resume === true)
    throw new NothingToResumeError(folder.path, 'has no checkpoint');
  const resume = checkpoint ?? beginning(session, folder, config, start);
  const set = await trainingBoards(session, folder, config.boards, boards);
  const looks = execution.lookEvery === 0 ? undefined : await lookBoards(session, execution.lookBoards);
  const { backend, progress, signal, now } = session;
  const [spec, settings] = [sudokuSpec(config), sudokuTraining(config, execution.budget)];
  const from = resume?.update ?? 0;
  await folder.log.rewindTo(from);
  // The kernels of oscillatory layers use one thread.
  await folder.log.append({ kind: 'session', time: now().toISOString(), from, backend: backend.name, threads: 1 });
  const bar = progress.begin({ label: config.task, total: config.updates, done: from, unit: 'updates' });
  const [looking, saving] = [new Cadence(execution.lookEvery, from), new Cadence(execution.checkpointEvery, from)];
  let kept = checkpoint;
  const save = async (state: SudokuState): Promise<void> => {
    await folder.write(runFiles.checkpoint, encodeSudokuRun(config, state));
    kept = state;
  };
  let before = process.cpuUsage();
  const onUpdate = async (report: SudokuUpdate, state: () => SudokuState): Promise<void> => {
    const { update, loss, rate, seconds, digits } = report;
    const { user, system } = process.cpuUsage(before);
    bar.advance(update, `loss ${loss.toFixed(3)}, ${(100 * digits).toFixed(0)} % of digits`);
    await folder.log.append({ kind: 'update', update, loss, rate, seconds, processorSeconds: (user + system) / 1e6 });
    if (looks !== undefined && (looking.isDue(update) || update === config.updates) && !signal.aborted) {
      const found = await evaluateSudoku(backend, spec, state().mean, looks, { steps: config.steps });
      const { solved: accuracy, digits: right } = found.votes[0]!;
      await folder.log.append({ kind: 'accuracy', update, accuracy, digits: right, count: looks.count });
    }
    if (saving.isDue(update)) await save(state());
    before = process.cpuUsage();
  };
  let state: SudokuState;
  try {
    state = await trainSudoku(backend, spec, set, settings, { resume, onUpdate, signal });
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    const words =
      kept === undefined ? 'before the first checkpoint' : `; the checkpoint of update ${kept.update} is kept`;
    throw new TrainingDeviceError(`the device failed ${words}: ${error.message}`, backend.name, kept?.update, {
      cause: error,
    });
  } finally {
    bar.end();
  }
  await save(state);
  if (state.update < config.updates) {
    throw new InterruptedError(
      `stopped after update ${state.update} of ${config.updates}; the checkpoint is in '${folder.path}'.`,
      'checkpoint',
    );
  }
  await folder.write(runFiles.weights, encodeSudokuRun(config, state));
  return state;
}

/** A training that begins with the weights of another; nothing if the configuration names none. */
function beginning(
  { backend }: Session,
  folder: RunFolder,
  config: SudokuConfig,
  start: SudokuModelFile | undefined,
): SudokuState | undefined {
  if (config.start === undefined) return undefined;
  if (start?.hash === config.start) return startOfTraining(start.weights, backend);
  const problem = `its SHA-256 is ${start?.hash}, the run begins with ${config.start}; give that one.`;
  if (start !== undefined) throw new InputFileError(start.place, problem);
  throw new RunFolderError(
    `'${folder.path}' begins with weights of a file with the SHA-256 ${config.start}. Give that file, or its run folder.`,
  );
}

function lookBoards(session: Session, count: number) {
  return madeBoards(session, 'boards to look at', { count, ...sudokuTests.id, seed: 0 }, 'look');
}
