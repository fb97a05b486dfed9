import type { Command } from 'commander';
import type { Context } from '../console/context.ts';
import { addShapes } from './shapes.ts';
import { addSudokuBoards } from './sudoku-boards.ts';
import { addSudokuEval } from './sudoku-eval.ts';
import { addSudokuTrain } from './sudoku-train.ts';

/** `hkmem akorn`: oscillatory neurons of AKOrN. */
export function addAkorn(program: Command, context: Context): void {
  const akorn = program
    .command('akorn')
    .description('Train and ask networks of artificial Kuramoto oscillatory neurons (AKOrN).');
  const sudoku = akorn.command('sudoku').description('Sudoku, answered by oscillators that settle.');
  addSudokuTrain(sudoku, context);
  addSudokuEval(sudoku, context);
  addSudokuBoards(sudoku, context);
  addShapes(akorn, context);
}
