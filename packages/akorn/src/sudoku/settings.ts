import { ValueError } from '@hkmem/backend';
import {
  adamDefaults,
  checkWeightMean,
  type OptimiserSettings,
  type WeightMeanSettings,
  weightMeanDefaults,
} from '@hkmem/training';

/** Digits of solutions that puzzles of training show, fewer from update to update. */
export interface SudokuHints {
  /** Share of the empty cells, each at random, at the first update; it falls along a line. */
  readonly share: number;
  /** Updates after which there are none. */
  readonly updates: number;
}

/** How a Sudoku model is trained. */
export interface SudokuTraining {
  /** Fixes the start, the order of boards, their changes and the noise. */
  readonly seed: number;
  /** Updates in all. */
  readonly updates: number;
  /** Boards of an update. */
  readonly batch: number;
  /** T; the largest if `fewestSteps` is given. */
  readonly steps: number;
  /** T of each update is drawn from this to `steps`, each as likely; always `steps` if absent. */
  readonly fewestSteps?: number;
  /** Updates over which the largest T that may be drawn rises from `fewestSteps` to `steps`; none if absent. */
  readonly stepsRise?: number;
  /** Digits that are given besides, at the beginning; none if absent. */
  readonly hints?: SudokuHints;
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
export function checkSudokuTraining(settings: SudokuTraining): void {
  const { updates, batch, steps, fewestSteps = steps, stepsRise = 0, hints, clip, mean, budget } = settings;
  for (const [name, value] of Object.entries({ updates, batch, steps, fewestSteps })) {
    if (!(Number.isInteger(value) && value >= 1)) throw new ValueError(name, value, 'a whole number from 1');
  }
  if (fewestSteps > steps) throw new ValueError('fewestSteps', fewestSteps, `a whole number up to steps, ${steps}`);
  if (!(Number.isInteger(stepsRise) && stepsRise >= 0)) {
    throw new ValueError('stepsRise', stepsRise, 'a whole number from 0');
  }
  if (hints !== undefined) {
    const { share, updates: last } = hints;
    if (!(share >= 0 && share <= 1)) throw new ValueError('share of hints', share, 'a number from 0 to 1');
    if (!(Number.isInteger(last) && last >= 0)) throw new ValueError('updates of hints', last, 'a whole number from 0');
  }
  if (!(clip > 0)) throw new ValueError('clip', clip, 'a number above 0', 'Infinity does not clip.');
  if (budget !== undefined && !(budget >= 0)) throw new ValueError('budget', budget, 'a number of bytes from 0');
  checkWeightMean(mean);
}
