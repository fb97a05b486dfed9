import { decodeSudoku, encodeSudoku, type SudokuState } from '@hkmem/akorn';
import { HkmemError } from '@hkmem/backend';
import { type SudokuConfig, sudokuSpec, sudokuTraining } from '@hkmem/experiments';
import { checkCheckpoint } from '@hkmem/training';
import { DamagedCheckpointError } from '../errors.ts';
import type { RunFolder } from '../run-folder/run-folder.ts';

/** A Sudoku model as the bytes of a checkpoint. How it is gone about is no part of it. */
export function encodeSudokuRun(config: SudokuConfig, state: SudokuState): Uint8Array {
  const { budget: _, ...settings } = sudokuTraining(config, 0);
  return encodeSudoku({ spec: sudokuSpec(config), settings, state });
}

/**
 * The state in a file of a run folder, if it is there. @throws {DamagedCheckpointError} if it cannot be read.
 * @throws {CheckpointMismatchError} naming every field that differs from the configuration.
 */
export async function readSudokuCheckpoint(
  folder: RunFolder,
  file: string,
  config: SudokuConfig,
): Promise<SudokuState | undefined> {
  const bytes = await folder.read(file);
  if (bytes === undefined) return undefined;
  let found: ReturnType<typeof decodeSudoku>;
  try {
    found = decodeSudoku(bytes);
  } catch (cause) {
    if (!(cause instanceof HkmemError)) throw cause;
    throw new DamagedCheckpointError(folder.file(file), cause.message, { cause });
  }
  const { budget: _, ...settings } = sudokuTraining(config, 0);
  // An infinite bound of the gradient is no number of JSON.
  const plain = (training: object): unknown => ({ ...training, clip: String((training as { clip: number }).clip) });
  checkCheckpoint(
    { config: { network: found.spec, settings: plain(found.settings) } },
    { network: sudokuSpec(config), settings: plain(settings) },
  );
  return found.state;
}
