import type { LogEntry } from '../run-folder/log.ts';
import { formatDuration } from '../tables/duration.ts';
import { percentOver } from '../tables/ranges.ts';
import type { Table } from '../tables/table.ts';
import type { SudokuScore } from './judge-sudoku.ts';
import type { SudokuModelFile } from './sudoku-model-file.ts';

/** A model with what it answered. */
export interface JudgedSudoku {
  /** The model. */
  readonly model: SudokuModelFile;
  /** Its answers. */
  readonly scores: readonly SudokuScore[];
}

/** What the authors of arXiv 2410.13821 give for 512 channels, shares of solved boards. */
export const sudokuOfTheAuthors: readonly { readonly model: string; readonly id: number; readonly ood: number }[] = [
  { model: 'transformer', id: 0.986, ood: 0.052 },
  { model: 'itrsa, T = 32', id: 0.957, ood: 0.344 },
  { model: 'akorn, T = 128', id: 1, ood: 0.517 },
  { model: 'akorn, T = 128, K = 100', id: 1, ood: 0.816 },
  { model: 'akorn, T = 128, K = 4096', id: 1, ood: 0.895 },
];

/** Networks of one kind, trained for as many updates, are one row: the mean over their seeds and the range. */
export function sudokuTable(judged: readonly JudgedSudoku[]): Table {
  const tests = [...new Set(judged.flatMap(({ scores }) => scores.map(({ test }) => test)))];
  const rows = new Map<string, { cells: string[]; found: Map<string, SudokuScore[]>; seeds: Set<string> }>();
  for (const { model, scores } of judged) {
    for (const score of scores) {
      for (const starts of startsShown(score.starts)) {
        const { spec, training } = model;
        const cells = [
          spec.model,
          String(spec.channels),
          training === undefined ? '' : String(training.updates),
          training === undefined ? '' : String(training.batch),
          String(score.steps),
          spec.model === 'itrsa' ? '' : String(starts),
        ];
        const row = rows.get(cells.join()) ?? { cells, found: new Map(), seeds: new Set() };
        rows.set(cells.join(), row);
        row.seeds.add(String(training?.seed ?? model.place));
        const answers = { ...score, votes: [score.votes[starts - 1]!] };
        row.found.set(score.test, [...(row.found.get(score.test) ?? []), answers]);
      }
    }
  }
  return {
    columns: [
      'model',
      'channels',
      'updates',
      'batch',
      'T',
      'K',
      'seeds',
      ...tests.flatMap((test) => [`${test}: boards %`, `${test}: digits %`]),
    ],
    rows: [...rows.values()].map(({ cells, found, seeds }) => [
      ...cells,
      String(seeds.size),
      ...tests.flatMap((test) => {
        const votes = (found.get(test) ?? []).map((score) => score.votes[0]!);
        return votes.length === 0
          ? ['', '']
          : [percentOver(votes.map(({ solved }) => solved)), percentOver(votes.map(({ digits }) => digits))];
      }),
    ]),
  };
}

/** 1, powers of 4, and all of them. */
function startsShown(starts: number): number[] {
  const shown = [1];
  for (let k = 4; k < starts; k *= 4) shown.push(k);
  return starts > 1 ? [...shown, starts] : shown;
}

/** What a training had reached on its way, on boards that it was not trained on: about `most` of its looks, and the last. */
export function trainingTable(log: readonly LogEntry[], most = 12): Table {
  let seconds = 0;
  const looks = log.flatMap((entry) => {
    if (entry.kind === 'update') seconds += entry.processorSeconds ?? 0;
    if (entry.kind !== 'accuracy') return [];
    const { update, accuracy, digits, count } = entry;
    return [
      [String(update), percentOver([digits ?? 0]), percentOver([accuracy]), String(count), formatDuration(seconds)],
    ];
  });
  const stride = Math.max(1, Math.ceil(looks.length / most));
  return {
    columns: ['updates', 'digits %', 'boards %', 'of boards', 'processor'],
    rows: looks.filter((_, n) => (n + 1) % stride === 0 || n === looks.length - 1),
  };
}
