import { HkmemError } from '@hkmem/backend';
import { checkpointWith, type Problem } from '@hkmem/experiments';
import {
  type Checkpoint,
  checkCheckpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type Trainer,
  type TrainingState,
} from '@hkmem/training';
import { DamagedCheckpointError } from '../errors.ts';
import { type RunFolder, runFiles } from '../run-folder/run-folder.ts';

/** Replaces the checkpoint in a run folder. @throws {RunFolderError} if it cannot be written; the last one stays. */
export async function saveCheckpoint(folder: RunFolder, problem: Problem, trainer: Trainer): Promise<void> {
  await writeCheckpoint(folder, problem, await trainer.state());
}

/** Replaces the checkpoint in a run folder by that of a state which the host has. Throws as `saveCheckpoint`. */
export async function writeCheckpoint(folder: RunFolder, problem: Problem, state: TrainingState): Promise<void> {
  await folder.write(runFiles.checkpoint, encodeCheckpoint(checkpointWith(problem, state)));
}

/**
 * The checkpoint in a run folder, if there is one.
 * @throws {RunFolderError} if it is damaged. @throws {CheckpointMismatchError} naming every field that differs.
 */
export async function readCheckpoint(folder: RunFolder, problem: Problem): Promise<Checkpoint | undefined> {
  const bytes = await folder.read(runFiles.checkpoint);
  if (bytes === undefined) return undefined;
  const path = folder.file(runFiles.checkpoint);
  let checkpoint: Checkpoint;
  try {
    checkpoint = decodeCheckpoint(bytes);
  } catch (cause) {
    if (!(cause instanceof HkmemError)) throw cause;
    throw new DamagedCheckpointError(path, cause.message, { cause });
  }
  checkCheckpoint(checkpoint, problem.config);
  return checkpoint;
}
