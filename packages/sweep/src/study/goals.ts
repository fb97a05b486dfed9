import {
  mean,
  numbersAt,
  resultsOf,
  type Study,
  type StudyOutcomes,
  type StudyRow,
  selectCells,
} from '@hkmem/experiments';
import { percentOver } from '../tables/ranges.ts';
import type { Table } from '../tables/table.ts';

/** An accuracy on MNIST that rows of a study are to reach. */
interface Goal {
  readonly what: string;
  /** Per cent. */
  readonly goal: number;
  readonly from: string;
  /** Beginnings of the names of the cells that count. */
  readonly cells: readonly string[];
}

const reported = "the paper's";
const own = 'beyond it';

const goals: readonly Goal[] = [
  { what: 'base memory', goal: 97.2, from: reported, cells: ['base'] },
  { what: 'base memory', goal: 98, from: own, cells: ['base'] },
  ...(['additive', 'multiplicative'] as const).flatMap((coupling) => [
    ...(['swap', 'conflation'] as const).map((task) => edit(task, coupling, 97.2, reported)),
    ...(['associative-swap', 'associative-conflation'] as const).flatMap((task) => [
      edit(task, coupling, 93.6, reported),
      edit(task, coupling, 95, own),
    ]),
  ]),
];

function edit(task: string, coupling: string, goal: number, from: string): Goal {
  const longer = coupling === 'additive' ? [`longer/${task}`] : [];
  return { what: `${task}, ${coupling}`, goal, from, cells: [`edits/${task}/${coupling}`, ...longer] };
}

/** What the study was to reach and its best row for it, by the mean over seeds; goals without a result are left out. */
export function goalsTable(study: Study, outcomes: StudyOutcomes): Table {
  const rows = study.data !== 'mnist' ? [] : goals.flatMap((goal) => goalRow(goal, study, outcomes));
  return { columns: ['memory', 'goal %', 'whose', 'best row', 'images', 'reached %', 'missed by'], rows };
}

function goalRow({ what, goal, from, cells }: Goal, study: Study, outcomes: StudyOutcomes): readonly string[][] {
  const valuesOf = (row: StudyRow): readonly number[] => numbersAt(resultsOf(row.works, outcomes), 'accuracy');
  const [best] = selectCells(study, cells)
    .sections.flatMap(({ rows }) => rows)
    .filter((row) => valuesOf(row).length > 0)
    .sort((a, b) => mean(valuesOf(b)) - mean(valuesOf(a)));
  if (best === undefined) return [];
  const values = valuesOf(best);
  const missed = goal - 100 * mean(values);
  const images = mean(numbersAt(resultsOf(best.works, outcomes), 'count')).toFixed(0);
  const [row, reached] = [best.labels.join(', '), percentOver(values)];
  return [[what, String(goal), from, row, images, reached, missed > 0 ? missed.toFixed(2) : '']];
}
