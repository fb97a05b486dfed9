import { ValueError } from '@hkmem/backend';

/** Boards with their solutions. */
export interface SudokuSet {
  /** N. */
  readonly count: number;
  /** [N, 81], 0 where a cell is empty. */
  readonly puzzles: Uint8Array;
  /** [N, 81], 1 to 9. */
  readonly solutions: Uint8Array;
}

/** Some boards of a set, in this order. @throws {ValueError} on a number that is none of its boards. */
export function selectBoards(set: SudokuSet, numbers: ArrayLike<number>): SudokuSet {
  const count = numbers.length;
  const [puzzles, solutions] = [new Uint8Array(81 * count), new Uint8Array(81 * count)];
  for (let n = 0; n < count; n++) {
    const from = numbers[n]!;
    if (!(Number.isInteger(from) && from >= 0 && from < set.count)) {
      throw new ValueError('number of a board', from, `a whole number below ${set.count}`);
    }
    puzzles.set(set.puzzles.subarray(81 * from, 81 * (from + 1)), 81 * n);
    solutions.set(set.solutions.subarray(81 * from, 81 * (from + 1)), 81 * n);
  }
  return { count, puzzles, solutions };
}
