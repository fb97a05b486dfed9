import { ValueError } from '@hkmem/backend';
import { cellsOf, cellUnits, units } from './units.ts';

/** How a board is solved. */
export interface SolveOptions {
  /** Solutions after which the search ends; 1 if absent. */
  readonly limit?: number;
  /** Order in which digits are tried in a cell, 1 to 9 in any order; ascending if absent. */
  readonly order?: (cell: number) => readonly number[];
}

const ascending: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const everyDigit = 0b1111111110;

/** A board with the digits still free in each unit, as bits 1 to 9. */
interface State {
  readonly board: Uint8Array;
  readonly free: Uint16Array;
}

/**
 * Solutions of a board of 81 digits (0 for empty), at most `limit`, none if its givens contradict each other. Cells with
 * one candidate and digits with one place in a unit are filled first; then the cell with fewest candidates is tried.
 * @throws {ValueError} on a limit that is below 1.
 */
export function solveSudoku(board: ArrayLike<number>, options: SolveOptions = {}): Uint8Array[] {
  const { limit = 1, order = () => ascending } = options;
  if (!(limit >= 1)) throw new ValueError('limit of solutions', limit, 'a number from 1');
  const state: State = { board: new Uint8Array(81), free: new Uint16Array(units).fill(everyDigit) };
  for (let cell = 0; cell < 81; cell++) {
    const digit = board[cell]!;
    if (digit !== 0 && !place(state, cell, digit)) return [];
  }
  const found: Uint8Array[] = [];
  search(state, limit, order, found);
  return found;
}

function search(state: State, limit: number, order: (cell: number) => readonly number[], found: Uint8Array[]): void {
  const cell = propagate(state);
  if (cell === 'contradiction') return;
  if (cell === 'complete') {
    found.push(state.board);
    return;
  }
  const candidates = candidatesOf(state, cell);
  for (const digit of order(cell)) {
    if ((candidates & (1 << digit)) === 0) continue;
    const next = { board: state.board.slice(), free: state.free.slice() };
    place(next, cell, digit);
    search(next, limit, order, found);
    if (found.length >= limit) return;
  }
}

/** Fills what is forced; the empty cell with fewest candidates, if any is left. */
function propagate(state: State): number | 'complete' | 'contradiction' {
  for (;;) {
    const [cell, count] = narrowest(state);
    if (cell < 0) return 'complete';
    if (count === 0) return 'contradiction';
    if (count === 1) {
      place(state, cell, 31 - Math.clz32(candidatesOf(state, cell)));
      continue;
    }
    const hidden = onlyPlace(state);
    if (hidden === 'contradiction') return hidden;
    if (hidden === undefined) return cell;
    place(state, hidden.cell, hidden.digit);
  }
}

/** The empty cell with fewest candidates, and their number; cell -1 if none is empty. */
function narrowest(state: State): readonly [cell: number, count: number] {
  let [best, least] = [-1, 10];
  for (let cell = 0; cell < 81; cell++) {
    if (state.board[cell] !== 0) continue;
    const count = bits(candidatesOf(state, cell));
    if (count < least) [best, least] = [cell, count];
    if (least <= 1) break;
  }
  return [best, least];
}

/** A digit that has one place left in a unit. */
function onlyPlace(state: State): { cell: number; digit: number } | 'contradiction' | undefined {
  for (let unit = 0; unit < units; unit++) {
    let [once, twice] = [0, 0];
    for (const cell of cellsOf(unit)) {
      if (state.board[cell] !== 0) continue;
      const candidates = candidatesOf(state, cell);
      twice |= once & candidates;
      once |= candidates;
    }
    if (once !== state.free[unit]) return 'contradiction';
    const single = once & ~twice;
    if (single === 0) continue;
    const digit = 31 - Math.clz32(single);
    const cell = cellsOf(unit).find((at) => state.board[at] === 0 && (candidatesOf(state, at) & (1 << digit)) !== 0);
    return { cell: cell!, digit };
  }
  return undefined;
}

function candidatesOf({ free }: State, cell: number): number {
  const [row, column, box] = cellUnits(cell);
  return free[row]! & free[column]! & free[box]!;
}

/** Puts a digit; false, and nothing done, if a unit has it already. */
function place(state: State, cell: number, digit: number): boolean {
  if ((candidatesOf(state, cell) & (1 << digit)) === 0) return false;
  state.board[cell] = digit;
  for (const unit of cellUnits(cell)) state.free[unit]! &= ~(1 << digit);
  return true;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}
