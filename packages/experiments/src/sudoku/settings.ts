import type { SudokuHints, SudokuModelName } from '@hkmem/akorn';
import type { WeightMeanSettings } from '@hkmem/training';
import type { OptimiserConfig } from '../config/settings.ts';

/** Boards that are made: each with one solution. */
export interface MadeBoards {
  /** How many. */
  readonly count: number;
  /** Fewest and most givens, 17 to 80. */
  readonly givens: readonly [fewest: number, most: number];
  /** Of all that is drawn to make them. */
  readonly seed: number;
}

/** Boards of a file of lines `puzzle,solution`. */
export interface FileBoards {
  /** SHA-256 of the file, in hexadecimal. */
  readonly file: string;
}

/** What makes a Sudoku model what it is. */
export interface SudokuConfig {
  /** To be told from other runs. */
  readonly task: 'sudoku';
  /** Of first weights, batches and starts. */
  readonly seed: number;
  /** The network. */
  readonly network: {
    /** Oscillators, or the same attention iterated without them. */
    readonly model: SudokuModelName;
    /** C. */
    readonly channels: number;
    /** n, dimension of an oscillator. */
    readonly n: number;
    /** Heads of the attention. */
    readonly heads: number;
    /** Layers, one after the other. */
    readonly layers: number;
  };
  /** SHA-256 of the file of weights, of another run, that the training begins with; random ones of `seed` if absent. */
  readonly start?: string;
  /** The training boards. */
  readonly boards: MadeBoards | FileBoards;
  /** Whether each board is changed by a random symmetry before it is shown. */
  readonly augment: boolean;
  /** T; the largest if `fewestSteps` is given. */
  readonly steps: number;
  /** T of each update is drawn from this to `steps`; always `steps` if absent. */
  readonly fewestSteps?: number;
  /** Updates over which the largest T that may be drawn rises from `fewestSteps` to `steps`; none if absent. */
  readonly stepsRise?: number;
  /** Share of the empty cells that is shown at the first update, and after how many updates none is; none if absent. */
  readonly hints?: SudokuHints;
  /** Boards of an update. */
  readonly batch: number;
  /** How many. */
  readonly updates: number;
  /** How weights change. */
  readonly optimiser: Omit<OptimiserConfig, 'groups'>;
  /** Largest global norm of a gradient; not bounded if absent. */
  readonly clip?: number;
  /** The running mean of the weights, which is evaluated. */
  readonly mean: WeightMeanSettings;
}

/** How a training of a Sudoku model is gone about. */
export interface SudokuExecution {
  /** Updates between checkpoints. */
  readonly checkpointEvery: number;
  /** Updates between looks at boards that were not trained on, 0 for none. */
  readonly lookEvery: number;
  /** Boards of a look. */
  readonly lookBoards: number;
  /** Bytes that a pass forward may keep for the pass back. */
  readonly budget: number;
}
