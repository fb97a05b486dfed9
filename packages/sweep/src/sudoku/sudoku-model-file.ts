import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSudoku, type HostParameters, loadSudokuWeights, type SudokuSpec } from '@hkmem/akorn';
import { HkmemError } from '@hkmem/backend';
import { InputFileError, sha256 } from '@hkmem/experiments';
import { CheckpointError } from '@hkmem/training';
import { readInput } from '../files/input-file.ts';
import { type LogEntry, RunLog } from '../run-folder/log.ts';
import { readConfig, runFiles } from '../run-folder/run-folder.ts';

/** A Sudoku model to be asked. */
export interface SudokuModelFile {
  /** What was given: a run folder or a file. */
  readonly place: string;
  /** Whether it is a run folder. */
  readonly isFolder: boolean;
  /** The network. */
  readonly spec: SudokuSpec;
  /** The running mean of the weights; of a file of another program, the weights. */
  readonly weights: HostParameters;
  /** SHA-256 of the file, in hexadecimal. */
  readonly hash: string;
  /** Of a run folder: what its training wrote on the way. */
  readonly log?: readonly LogEntry[];
  /** Of a run folder: its configuration. */
  readonly config?: unknown;
  /** Of its training, as far as it is known. */
  readonly training?: {
    readonly seed: number;
    readonly updates: number;
    readonly batch: number;
    readonly steps: number;
  };
}

/**
 * The model in a run folder, finished or on its way, or in a file: a checkpoint, or weights of another program under the names
 * of PyTorch's state dictionary, whose network `others` describes.
 * @throws {InputFileError} if it cannot be read, or holds no such model.
 */
export async function readSudokuModel(place: string, others: SudokuSpec): Promise<SudokuModelFile> {
  const isFolder = (await stat(place).catch(() => undefined))?.isDirectory() === true;
  const path = isFolder ? await weightsIn(place) : place;
  const bytes = await readInput(path, 'give a run folder or a .safetensors file');
  const log = isFolder ? await new RunLog(join(place, runFiles.log)).read() : undefined;
  const config = isFolder ? await readConfig(place) : undefined;
  const known = { place, isFolder, hash: sha256(bytes), ...(log && { log }), ...(config !== undefined && { config }) };
  try {
    const { spec, settings, state } = decodeSudoku(bytes);
    const { seed, batch, steps } = settings;
    return { ...known, spec, weights: state.mean, training: { seed, batch, steps, updates: state.update } };
  } catch (cause) {
    if (!(cause instanceof HkmemError)) throw cause;
    if (!(cause instanceof CheckpointError) || isFolder) throw new InputFileError(path, cause.message, { cause });
  }
  try {
    return { ...known, spec: others, weights: loadSudokuWeights(bytes, others) };
  } catch (cause) {
    if (!(cause instanceof HkmemError)) throw cause;
    throw new InputFileError(path, `as weights of ${others.channels} channels: ${cause.message}`, { cause });
  }
}

async function weightsIn(folder: string): Promise<string> {
  const finished = join(folder, runFiles.weights);
  return (await stat(finished).catch(() => undefined)) === undefined ? join(folder, runFiles.checkpoint) : finished;
}
