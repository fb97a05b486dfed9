import { sudokuTrainingDefaults } from '@hkmem/akorn';
import type { SudokuConfig, SudokuExecution } from './settings.ts';

/**
 * The protocol of arXiv 2410.13821 at 128 channels, a quarter of its width: 9,000 boards with 31 to 42 givens, 9,000 updates
 * of 100, T = 16, Adam at 1e-3, gradients of norm 1 at most, running mean of the weights.
 */
export const sudokuRunDefaults: SudokuConfig = {
  task: 'sudoku',
  seed: 1,
  network: { model: 'akorn', channels: 128, n: 4, heads: 8, layers: 1 },
  boards: { count: 9000, givens: [31, 42], seed: 0 },
  augment: false,
  steps: sudokuTrainingDefaults.steps,
  batch: sudokuTrainingDefaults.batch,
  updates: sudokuTrainingDefaults.updates,
  optimiser: { kind: 'adam', rate: 1e-3, schedule: 'constant', weightDecay: 0 },
  clip: sudokuTrainingDefaults.clip,
  mean: sudokuTrainingDefaults.mean,
};

/** Looks at 100 boards every 500 updates, a checkpoint every 100, 1 GiB. */
export const sudokuExecutionDefaults: SudokuExecution = {
  checkpointEvery: 100,
  lookEvery: 500,
  lookBoards: 100,
  budget: 2 ** 30,
};
