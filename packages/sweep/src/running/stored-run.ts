import { join } from 'node:path';
import { decodeMemory, type EvaluationChoice, type Memory, type StoredEvaluation } from '@hkmem/experiments';
import { type LogEntry, RunLog } from '../run-folder/log.ts';
import { readIfThere } from '../run-folder/read-if-there.ts';
import { runFiles } from '../run-folder/run-folder.ts';
import { findEvaluation } from './stored-evaluation.ts';

/** A finished run as it lies in its folder. */
export interface StoredRun {
  /** Path of the run folder. */
  readonly path: string;
  /** What the training ended with. */
  readonly memory: Memory;
  /** All sessions of it. */
  readonly log: readonly LogEntry[];
  /** On the test images of its task. */
  readonly evaluation: StoredEvaluation;
}

/**
 * The run in a folder with its evaluation by these settings, without taking the folder; undefined if one of both is not
 * there. @throws {RunFolderError} if they cannot be read. @throws {InputFileError} if the weights are none of this program.
 */
export async function readRun(path: string, settings: EvaluationChoice): Promise<StoredRun | undefined> {
  const weights = join(path, runFiles.weights);
  const bytes = await readIfThere(weights);
  if (bytes === undefined) return undefined;
  const memory = decodeMemory(bytes, weights);
  const evaluation = await findEvaluation(join(path, runFiles.evaluation), memory, settings);
  if (evaluation === undefined) return undefined;
  return { path, memory, log: await new RunLog(join(path, runFiles.log)).read(), evaluation };
}
