import type { BoardFacts } from '../worker/oscillator-protocol.ts';

/** The start whose energy is the lowest. */
export function leadingStart(energies: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < energies.length; k++) if (energies[k]! < energies[best]!) best = k;
  return best;
}

/** How the answer of a start fits a board. */
export interface BoardScore {
  readonly empty: number;
  /** Empty cells whose digit is that of the solution; undefined without one solution. */
  readonly right: number | undefined;
  /** Cells whose digit is twice in its row, column or box. */
  readonly clashing: number;
}

/** Counts over the empty cells of a board; `answers` are 81 digits. */
export function scoreOf(board: string, answers: ArrayLike<number>, solution: string): BoardScore {
  const filled = Array.from(board, (digit, cell) => (digit === '0' ? answers[cell]! : Number(digit)));
  const empties = filled.map((_, cell) => cell).filter((cell) => board[cell] === '0');
  const right = empties.filter((cell) => String(filled[cell]) === solution[cell]).length;
  const clashing = empties.filter((cell) =>
    filled.some((digit, other) => other !== cell && digit === filled[cell] && seesEachOther(cell, other)),
  ).length;
  return { empty: empties.length, right: solution === '' ? undefined : right, clashing };
}

/** What became of a board, in words. */
export function boardInWords({ empty, right, clashing }: BoardScore, found: BoardFacts | undefined): string {
  if (empty === 0) return 'Nothing is left to answer.';
  if (found !== undefined && found.kind !== 'one') {
    return `${found.words.replace(/^Sudoku board: it/, 'The board')} The oscillators answer all the same; ${clashing} of their digits are twice in a row, column or box.`;
  }
  if (right === empty) return `Solved: all ${empty} empty cells are right.`;
  return `${right ?? 0} of ${empty} empty cells are right: not solved.`;
}

function seesEachOther(a: number, b: number): boolean {
  const [rowA, rowB] = [Math.floor(a / 9), Math.floor(b / 9)];
  const [columnA, columnB] = [a % 9, b % 9];
  const sameBox = Math.floor(rowA / 3) === Math.floor(rowB / 3) && Math.floor(columnA / 3) === Math.floor(columnB / 3);
  return rowA === rowB || columnA === columnB || sameBox;
}
