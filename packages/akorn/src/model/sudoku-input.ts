import { ShapeError, ValueError } from '@hkmem/backend';
import { cells } from './sudoku-spec.ts';

/** Boards as a model takes them. Rows are cells. */
export interface SudokuInput {
  /** B. */
  readonly batch: number;
  /** One of 10 symbols per cell, [81 B, 10]. */
  readonly symbols: Float64Array;
  /** The same with rows of 0 where a cell is empty. */
  readonly given: Float64Array;
  /** Start of the oscillators where a cell is empty, 0 elsewhere, [81 B, C]. */
  readonly noise: ArrayLike<number>;
}

/**
 * Boards of 81 digits each, 0 for an empty cell, with noise [81 B, C] for the empty ones.
 * @throws {ShapeError | ValueError} on arrays of another size, or another digit.
 */
export function sudokuInput(digits: ArrayLike<number>, noise: ArrayLike<number>, channels: number): SudokuInput {
  const batch = digits.length / cells;
  if (!Number.isInteger(batch) || batch === 0) {
    throw new ShapeError('digits', digits.length, cells * Math.max(1, Math.ceil(batch)), 'Give 81 for each board.');
  }
  if (noise.length !== digits.length * channels) {
    throw new ShapeError('noise', noise.length, digits.length * channels, 'Give C numbers for each cell.');
  }
  const symbols = new Float64Array(10 * digits.length);
  const given = new Float64Array(10 * digits.length);
  const masked = new Float32Array(noise.length);
  const exact = noise instanceof Float64Array ? new Float64Array(noise.length) : masked;
  for (let cell = 0; cell < digits.length; cell++) {
    const digit = digits[cell]!;
    if (!(Number.isInteger(digit) && digit >= 0 && digit <= 9)) {
      throw new ValueError(`digit of cell ${cell}`, digit, 'a whole number from 0 to 9');
    }
    symbols[10 * cell + digit] = 1;
    if (digit !== 0) given[10 * cell + digit] = 1;
    else for (let c = cell * channels; c < (cell + 1) * channels; c++) exact[c] = noise[c]!;
  }
  return { batch, symbols, given, noise: exact };
}

/** Classes 0 to 8 as rows of 9 with one 1. @throws {ValueError} on another class. */
export function sudokuTargets(classes: ArrayLike<number>): Float64Array {
  const targets = new Float64Array(9 * classes.length);
  for (let cell = 0; cell < classes.length; cell++) {
    const target = classes[cell]!;
    if (!(Number.isInteger(target) && target >= 0 && target <= 8)) {
      throw new ValueError(`class of cell ${cell}`, target, 'a whole number from 0 to 8');
    }
    targets[9 * cell + target] = 1;
  }
  return targets;
}
