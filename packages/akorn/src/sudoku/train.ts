import type { Backend } from '@hkmem/backend';
import type { SudokuSpec } from '../model/sudoku-spec.ts';
import type { SudokuTraining } from './settings.ts';
import type { SudokuSet } from './sudoku-set.ts';
import { type SudokuState, SudokuTrainer, type SudokuUpdate } from './trainer.ts';

/** What a training may be told. */
export interface TrainSudokuOptions {
  /** Where a training that was stopped goes on; it begins anew if absent. */
  readonly resume?: SudokuState | undefined;
  /** Told of every update, in order, with a way to the state after it; waited for. */
  readonly onUpdate?: (report: SudokuUpdate, state: () => SudokuState) => void | Promise<void>;
  /** Once aborted, the training ends after the update it is in. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a Sudoku model on boards until its updates are done or the signal is aborted, and returns where it stands.
 * @throws as `SudokuTrainer`, and what `onUpdate` throws.
 */
export async function trainSudoku(
  backend: Pick<Backend, 'name'>,
  spec: SudokuSpec,
  set: SudokuSet,
  settings: SudokuTraining,
  { resume, onUpdate, signal }: TrainSudokuOptions = {},
): Promise<SudokuState> {
  const trainer = new SudokuTrainer(backend, spec, set, settings, resume);
  while (trainer.update < settings.updates && signal?.aborted !== true) {
    const report = await trainer.step();
    await onUpdate?.(report, () => trainer.state);
    // Work on wasm and cpu settles its promises at once; timers and signal handlers need a turn.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return trainer.state;
}
