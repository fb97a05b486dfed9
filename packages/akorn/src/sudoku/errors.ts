import { HkmemError } from '@hkmem/backend';

/** What can be wrong with a board. */
export type BoardProblem = 'length' | 'symbol' | 'contradiction' | 'no solution' | 'several solutions' | 'solution';

/** A board that is no Sudoku; says what is wrong, and where in a file if it is of one. */
export class SudokuBoardError extends HkmemError {
  /** What is wrong. */
  readonly problem: BoardProblem;

  constructor(problem: BoardProblem, details: string, options?: ErrorOptions) {
    super(`Sudoku board: ${details}`, options);
    this.problem = problem;
  }
}
