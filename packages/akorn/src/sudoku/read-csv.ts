import { checkConsistent, checkSolution, parseBoard, uniqueSolution } from './board.ts';
import { SudokuBoardError } from './errors.ts';
import type { SudokuSet } from './sudoku-set.ts';

/** A line that holds no board that can be used. */
export interface BadLine {
  /** From 1. */
  readonly line: number;
  /** What is wrong. */
  readonly error: SudokuBoardError;
}

/** What a file of boards holds. */
export interface SudokuFile {
  /** Boards that can be used, in the order of the file. */
  readonly set: SudokuSet;
  /** Lines that cannot. */
  readonly bad: readonly BadLine[];
}

/** How a file is read. */
export interface ReadOptions {
  /**
   * `unique` solves each board and demands one solution, that of the file; `rules` only checks that puzzle and solution
   * agree and break no rule, which is faster.
   */
  readonly check?: 'unique' | 'rules';
}

/**
 * Reads lines `puzzle,solution` of 81 digits each, as the usual files of Sudoku have them (a line of names first is
 * passed over; more columns are not read; without a solution the board is solved). Empty lines are passed over.
 */
export function readSudokuCsv(text: string, { check = 'unique' }: ReadOptions = {}): SudokuFile {
  const [puzzles, solutions, bad]: [Uint8Array[], Uint8Array[], BadLine[]] = [[], [], []];
  text.split(/\r\n|\n|\r/).forEach((line, n) => {
    const row = n === 0 ? line.replace(/^\uFEFF/, '') : line;
    if (row.trim() === '' || (n === 0 && !/[0-9._x*]{9}/i.test(row))) return;
    try {
      const { puzzle, solution } = readRow(row, check);
      puzzles.push(puzzle);
      solutions.push(solution);
    } catch (cause) {
      if (!(cause instanceof SudokuBoardError)) throw cause;
      const error = new SudokuBoardError(cause.problem, `line ${n + 1}: ${detailsOf(cause)}`, { cause });
      bad.push({ line: n + 1, error });
    }
  });
  const count = puzzles.length;
  const joined = (boards: readonly Uint8Array[]): Uint8Array => {
    const all = new Uint8Array(81 * count);
    boards.forEach((board, index) => {
      all.set(board, 81 * index);
    });
    return all;
  };
  return { set: { count, puzzles: joined(puzzles), solutions: joined(solutions) }, bad };
}

function readRow(line: string, check: 'unique' | 'rules'): { puzzle: Uint8Array; solution: Uint8Array } {
  const [first, second] = line.split(/[,;\t]/).map((field) => field.trim().replaceAll('"', ''));
  const puzzle = parseBoard(first ?? '');
  checkConsistent(puzzle);
  if (second === undefined || second === '') return { puzzle, solution: uniqueSolution(puzzle) };
  const solution = parseBoard(second);
  checkSolution(puzzle, solution);
  if (check === 'unique') uniqueSolution(puzzle);
  return { puzzle, solution };
}

function detailsOf(error: SudokuBoardError): string {
  return error.message.replace(/^Sudoku board: /, '');
}
