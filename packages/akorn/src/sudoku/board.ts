import { SudokuBoardError } from './errors.ts';
import { solveSudoku } from './solver.ts';
import { cellsOf, cellUnits } from './units.ts';

/** 81 digits row by row, 0 for an empty cell. */
export type Board = Uint8Array;

/**
 * Reads a board of 81 symbols: digits, and 0, a dot, an underscore, x or * for an empty cell.
 * @throws {SudokuBoardError} on another length or symbol.
 */
export function parseBoard(text: string): Board {
  const symbols = Array.from(text.trim());
  if (symbols.length !== 81) {
    throw new SudokuBoardError('length', `it has ${symbols.length} symbols, allowed are 81. Give 9 rows of 9.`);
  }
  return Uint8Array.from(symbols, (symbol, cell) => {
    if (/^[1-9]$/.test(symbol)) return Number(symbol);
    if (/^[0._x*]$/i.test(symbol)) return 0;
    throw new SudokuBoardError(
      'symbol',
      `symbol ${JSON.stringify(symbol)} in ${place(cell)}, allowed are 1 to 9, and 0 or a dot for an empty cell.`,
    );
  });
}

/** The digits of a board as text, 0 for an empty cell. */
export function boardText(board: Board): string {
  return Array.from(board).join('');
}

/** Cells that are given. */
export function givensOf(board: Board): number {
  return board.reduce((count, digit) => count + Number(digit !== 0), 0);
}

/** @throws {SudokuBoardError} if a row, column or box has a digit twice, or an entry is no digit, or there are not 81. */
export function checkConsistent(board: ArrayLike<number>): void {
  if (board.length !== 81) {
    throw new SudokuBoardError('length', `it has ${board.length} cells, allowed are 81.`);
  }
  for (let cell = 0; cell < 81; cell++) {
    const digit = board[cell]!;
    if (!(Number.isInteger(digit) && digit >= 0 && digit <= 9)) {
      throw new SudokuBoardError('symbol', `${digit} in ${place(cell)}, allowed are whole numbers from 0 to 9.`);
    }
    if (digit === 0) continue;
    for (const unit of cellUnits(cell)) {
      const twin = cellsOf(unit).find((other) => other !== cell && board[other] === digit);
      if (twin !== undefined) {
        const both = `${place(Math.min(cell, twin))} and ${place(Math.max(cell, twin))}`;
        throw new SudokuBoardError('contradiction', `the digit ${digit} is in ${both}. Correct one of them.`);
      }
    }
  }
}

/** The one solution of a board. @throws {SudokuBoardError} if it is contradictory, has none, or has several. */
export function uniqueSolution(board: Board): Board {
  checkConsistent(board);
  const [first, second] = solveSudoku(board, { limit: 2 });
  if (first === undefined) throw new SudokuBoardError('no solution', 'it has no solution. Take back a digit.');
  if (second !== undefined) {
    const cell = first.findIndex((digit, index) => digit !== second[index]);
    throw new SudokuBoardError(
      'several solutions',
      `it has several solutions, with ${first[cell]} or ${second[cell]} in ${place(cell)}. Give more digits.`,
    );
  }
  return first;
}

/** @throws {SudokuBoardError} unless `solution` is complete, without contradiction, and agrees with the givens. */
export function checkSolution(board: Board, solution: Board): void {
  checkConsistent(solution);
  const empty = solution.indexOf(0);
  if (empty >= 0) throw new SudokuBoardError('solution', `its solution is empty in ${place(empty)}.`);
  const other = board.findIndex((digit, cell) => digit !== 0 && digit !== solution[cell]);
  if (other >= 0) {
    throw new SudokuBoardError(
      'solution',
      `its solution has ${solution[other]} in ${place(other)}, where ${board[other]} is given.`,
    );
  }
}

function place(cell: number): string {
  return `row ${Math.floor(cell / 9) + 1}, column ${(cell % 9) + 1}`;
}
