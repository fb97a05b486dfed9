import { basename } from 'node:path';
import {
  describeMachine,
  type JudgedSudoku,
  machineLine,
  markdownTable,
  percent,
  type SudokuModelFile,
  sudokuOfTheAuthors,
  sudokuTable,
  trainingTable,
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
    ...judged.flatMap(({ model }) => trainingSection(model)),
    ...figures.flatMap((file) => [`![${basename(file, '.svg')}](${basename(file)})`, '']),
    `\`${command}\`, ${Math.round(seconds)} processor seconds of answers.`,
    `Written ${time.toISOString()} on ${machineLine(describeMachine())}.`,
    '',
  ].join('\n');
}

/** How a model of a run folder was trained, and what it had reached on the way. */
function trainingSection({ spec, training, log = [], config }: SudokuModelFile): string[] {
  if (training === undefined || !log.some(({ kind }) => kind === 'accuracy')) return [];
  const session = log.find((entry) => entry.kind === 'session');
  return [
    `## Training of ${spec.model}, ${spec.channels} channels, seed ${training.seed}`,
    '',
    'The running mean of the weights on new boards with 31 to 42 givens, none of which is in a test, at the T of training; the',
    `processor time is that of the updates (${session?.backend ?? 'unknown backend'}, one thread).`,
    '',
    markdownTable(trainingTable(log)),
    '',
    '```json',
    JSON.stringify(config),
    '```',
    '',
  ];
}
