import { ValueError } from '@hkmem/backend';
import {
  adamDefaults,
  checkWeightMean,
  type OptimiserSettings,
  type WeightMeanSettings,
  weightMeanDefaults,
} from '@hkmem/training';

/** How a Sudoku model is trained. */
export interface SudokuTraining {
  /** Fixes the start, the order of boards, their changes and the noise. */
  readonly seed: number;
  /** Updates in all. */
  readonly updates: number;
  /** Boards of an update. */
  readonly batch: number;
  /** T. */
  readonly steps: number;
  /** Adam or Lion with their schedule. */
  readonly optimiser: OptimiserSettings;
  /** Largest global norm of a gradient. */
  readonly clip: number;
  /** The mean of weights that is evaluated. */
  readonly mean: WeightMeanSettings;
  /** Whether each board is changed by a random symmetry first. */
  readonly augment: boolean;
  /** Bytes that a pass forward may keep for the pass back; 1 GiB if absent. */
  readonly budget?: number;
}

/**
 * The protocol of arXiv 2410.13821: 9,000 updates (100 epochs of 9,000 boards) of 100 boards, T = 16, Adam at 1e-3, norm
 * at most 1, running mean of the weights; boards as they are.
 */
export const sudokuTrainingDefaults: SudokuTraining = {
  seed: 0,
  updates: 9000,
  batch: 100,
  steps: 16,
  optimiser: { ...adamDefaults, rate: 1e-3 },
  clip: 1,
  mean: weightMeanDefaults,
  augment: false,
};

/** @throws {ValueError} naming the setting that is out of range. */
export function checkSudokuTraining({ updates, batch, steps, clip, mean, budget }: SudokuTraining): void {
  for (const [name, value] of Object.entries({ updates, batch, steps })) {
    if (!(Number.isInteger(value) && value >= 1)) throw new ValueError(name, value, 'a whole number from 1');
  }
  if (!(clip > 0)) throw new ValueError('clip', clip, 'a number above 0', 'Infinity does not clip.');
  if (budget !== undefined && !(budget >= 0)) throw new ValueError('budget', budget, 'a number of bytes from 0');
  checkWeightMean(mean);
}
