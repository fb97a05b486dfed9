import { type RandomKey, ValueError } from '@hkmem/backend';
import { type Board, givensOf, parseBoard, uniqueSolution } from './board.ts';
import { solveSudoku } from './solver.ts';
import type { SudokuSet } from './sudoku-set.ts';
import { randomSymmetry, transform } from './symmetry.ts';

/** Which boards to make. */
export interface GenerateOptions {
  /** Boards. */
  readonly count: number;
  /** Fewest and most givens, 17 to 80; each number is equally likely. */
  readonly givens: readonly [fewest: number, most: number];
  /** Every board depends on this key and its number alone. */
  readonly key: RandomKey;
  /** Number of the first board; 0 if absent. */
  readonly first?: number;
}

/** Tries at taking digits away before the sparse boards are turned to. */
const attempts = 12;
/** Taking digits away one by one hardly ever ends below this. */
const fewestByRemoval = 22;

/** Boards with 17 givens, the fewest there can be; from Gordon Royle's list, and unique by our solver (its test). */
export const sparseBoards: readonly string[] = [
  '000000010400000000020000000000050407008000300001090000300400200050100000000806000',
  '000000012000035000000600070700000300000400800100000000000120000080000040050000600',
  '000000012003600000000007000410020000000500300700000600280000040000300500000000000',
  '000000012008030000000000040120500000000004700060000000507000300000620000000100000',
  '000000012040050000000009000070600400000100000000000050000087500601000300200000000',
  '000000012050400000000000030700600400001000000000080000920000800000510700000003000',
];

/**
 * Boards with one solution each. A random complete board loses digits in random order as long as its solution stays the
 * only one; below some 22 givens, where that hardly ever ends, one of `sparseBoards` is changed by a random symmetry and
 * given digits of its solution. @throws {ValueError} on other counts or numbers of boards.
 */
export function generateBoards({ count, givens, key, first = 0 }: GenerateOptions): SudokuSet {
  const [fewest, most] = givens;
  if (!(Number.isInteger(count) && count >= 0)) throw new ValueError('count', count, 'a whole number from 0');
  if (!(Number.isSafeInteger(first) && first >= 0)) throw new ValueError('first', first, 'a whole number from 0');
  if (!(Number.isInteger(fewest) && Number.isInteger(most) && fewest >= 17 && most <= 80 && fewest <= most)) {
    throw new ValueError('givens', givens.join(' to '), 'two whole numbers from 17 to 80, the smaller one first');
  }
  const [puzzles, solutions] = [new Uint8Array(81 * count), new Uint8Array(81 * count)];
  for (let n = 0; n < count; n++) {
    const own = key.fold(first + n);
    const wanted = fewest + Math.floor(own.fold('givens').uniform(1)[0]! * (most - fewest + 1));
    const { puzzle, solution } = makeBoard(own, wanted);
    puzzles.set(puzzle, 81 * n);
    solutions.set(solution, 81 * n);
  }
  return { count, puzzles, solutions };
}

function makeBoard(key: RandomKey, wanted: number): { puzzle: Board; solution: Board } {
  if (wanted >= fewestByRemoval) {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const own = key.fold(attempt);
      const solution = completeBoard(own);
      const puzzle = thinned(solution, wanted, own.fold('removal'));
      if (givensOf(puzzle) === wanted) return { puzzle, solution };
    }
  }
  const choice = Math.floor(key.fold('sparse').uniform(1)[0]! * sparseBoards.length);
  const puzzle = transform(randomSymmetry(key.fold('symmetry')), parseBoard(sparseBoards[choice]!));
  const solution = uniqueSolution(puzzle);
  const filled = puzzle.slice();
  for (const cell of key.fold('filling').permutation(81)) {
    if (givensOf(filled) >= wanted) break;
    filled[cell] = solution[cell]!;
  }
  return { puzzle: filled, solution };
}

function completeBoard(key: RandomKey): Board {
  const order = (cell: number): readonly number[] => {
    return Array.from(key.fold('complete').fold(cell).permutation(9), (digit) => digit + 1);
  };
  return solveSudoku(new Uint8Array(81), { order })[0]!;
}

/** Takes digits away in random order, each if the solution stays the only one, down to `wanted`. */
function thinned(solution: Board, wanted: number, key: RandomKey): Board {
  const puzzle = solution.slice();
  let left = 81;
  for (const cell of key.permutation(81)) {
    if (left <= wanted) break;
    puzzle[cell] = 0;
    if (hasOtherSolution(puzzle, cell, solution[cell]!)) puzzle[cell] = solution[cell]!;
    else left--;
  }
  return puzzle;
}

/** Whether an emptied cell may hold another digit than the one it had. */
function hasOtherSolution(puzzle: Board, cell: number, digit: number): boolean {
  for (let other = 1; other <= 9; other++) {
    if (other === digit) continue;
    const changed = puzzle.slice();
    changed[cell] = other;
    if (solveSudoku(changed).length > 0) return true;
  }
  return false;
}
