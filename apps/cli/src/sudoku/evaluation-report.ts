import { basename } from 'node:path';
import {
  describeMachine,
  type JudgedSudoku,
  machineLine,
  markdownTable,
  percent,
  sudokuOfTheAuthors,
  sudokuTable,
} from '@hkmem/sweep';

/** The Markdown report of an evaluation. */
export function evaluationReport({
  judged,
  command,
  figures,
  time,
}: {
  readonly judged: readonly JudgedSudoku[];
  readonly command: string;
  readonly figures: readonly string[];
  readonly time: Date;
}): string {
  const boards = [
    ...new Set(judged.flatMap(({ scores }) => scores.map(({ test, boards: count }) => `${count} of ${test}`))),
  ];
  const seconds = judged.reduce(
    (sum, { scores }) => sum + scores.reduce((part, score) => part + score.processorSeconds, 0),
    0,
  );
  return [
    '# Sudoku',
    '',
    `Boards: ${boards.join(', ')}. A board counts if every empty cell is right. T: steps. K: random starts, of which the answer`,
    'of the lowest energy, summed over the steps, counts. Several seeds: mean and range.',
    '',
    markdownTable(sudokuTable(judged)),
    '',
    'The authors of arXiv 2410.13821, at 512 channels and on boards of SATNet and RRN, give for solved boards:',
    '',
    markdownTable({
      columns: ['model', 'id: boards %', 'ood: boards %'],
      rows: sudokuOfTheAuthors.map(({ model, id, ood }) => [model, percent(id), percent(ood)]),
    }),
    '',
    ...figures.flatMap((file) => [`![${basename(file, '.svg')}](${basename(file)})`, '']),
    `\`${command}\`, ${Math.round(seconds)} processor seconds of answers.`,
    `Written ${time.toISOString()} on ${machineLine(describeMachine())}.`,
    '',
  ].join('\n');
}
