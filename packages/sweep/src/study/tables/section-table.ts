import {
  type CellResult,
  mean,
  numbersAt,
  resultsOf,
  type StudyOutcomes,
  type StudyRow,
  type StudySection,
} from '@hkmem/experiments';
import { percentOver } from '../../tables/ranges.ts';
import type { Table } from '../../tables/table.ts';

/** One column of a section's table. */
interface Column {
  readonly name: string;
  readonly text: (row: StudyRow, outcomes: StudyOutcomes) => string;
}

function share(name: string, path: string): Column {
  return { name, text: ({ works }, outcomes) => percentOver(numbersAt(resultsOf(works, outcomes), path)) };
}

function average(name: string, path: string): Column {
  return {
    name,
    text: ({ works }, outcomes) => {
      const values = numbersAt(resultsOf(works, outcomes), path);
      return values.length === 0 ? '-' : mean(values).toFixed(0);
    },
  };
}

const minutes: Column = {
  name: 'training, min',
  text: ({ works }, outcomes) => {
    const seconds = resultsOf(works, outcomes).map(({ cost }) => cost.trainingSeconds);
    return seconds.length === 0 ? '-' : (mean(seconds) / 60).toFixed(1);
  },
};

/** Accuracies at other end times, over the same first images as at the one that was trained for. */
function beyondColumns(all: readonly CellResult[]): readonly Column[] {
  const times = [...new Set(all.flatMap((result) => [...beyondOf(result).keys()]))].sort((a, b) => a - b);
  return times.map((time) => ({
    name: `read at t = ${time} %`,
    text: ({ works }, outcomes) => {
      return percentOver(resultsOf(works, outcomes).flatMap((result) => beyondOf(result).get(time) ?? []));
    },
  }));
}

/** By end time; times at which the flow failed are left out. */
function beyondOf({ numbers }: CellResult): ReadonlyMap<number, number> {
  const { accuracy = {} } = (numbers['beyond'] ?? {}) as {
    readonly accuracy?: Readonly<Record<string, number | null>>;
  };
  return new Map(Object.entries(accuracy).flatMap(([time, share]) => (share === null ? [] : [[Number(time), share]])));
}

/** The accuracies of a section: a row for each of its rows, columns for what any of its cells has. */
export function sectionTable(section: StudySection, outcomes: StudyOutcomes): Table {
  const all = section.rows.flatMap(({ works, described }) => [
    ...resultsOf(works, outcomes),
    ...resultsOf(described, outcomes),
  ]);
  const edited = numbersAt(all, 'unedited').length > 0;
  const described: Column = {
    name: 'as described %',
    text: (row) => percentOver(numbersAt(resultsOf(row.described, outcomes), 'accuracy')),
  };
  const paper = (name: string, of: 'unedited' | 'accuracy'): Column => ({
    name,
    text: (row) => row.paper?.[of] ?? '-',
  });
  const columns: readonly Column[] = [
    ...(edited ? [share('unedited %', 'unedited')] : []),
    ...(section.rows.some((row) => row.paper?.unedited) ? [paper("paper's unedited %", 'unedited')] : []),
    ...(section.rows.some((row) => row.described) ? [described] : []),
    share(section.rows.some((row) => row.described) ? 'as it works %' : 'accuracy %', 'accuracy'),
    ...(section.rows.some((row) => row.paper) ? [paper("paper's %", 'accuracy')] : []),
    average('images', 'count'),
    share('first images %', 'finer.accuracy'),
    share('these, finer %', 'finer.finerAccuracy'),
    share('same answers %', 'finer.sameAnswers'),
    ...beyondColumns(all),
    ...(edited ? [share('digits left alone %', 'untouched'), share('these before %', 'uneditedUntouched')] : []),
    average('parameters', 'trainedParameters'),
    average('updates', 'updates'),
    minutes,
  ];
  return {
    columns: [...section.columns, ...columns.map(({ name }) => name)],
    rows: section.rows.map((row) => [...row.labels, ...columns.map(({ text }) => text(row, outcomes))]),
  };
}
