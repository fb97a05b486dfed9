import { expect, test } from 'vitest';
import type { Entry } from '../protocol.ts';
import { accuracyLine, lossLine, windowOf } from './curves.ts';
import { parseFilter } from './filter.ts';
import { sideBySide, varyingPaths } from './side-by-side.ts';
import { numberNames, sweepTable } from './sweep-table.ts';
import { shownNumber, shownSeconds } from './values.ts';

const entry = (id: string, settings: Entry['settings'], numbers: Entry['numbers'] = {}): Entry => ({
  id,
  kind: 'run',
  task: 'base',
  state: 'finished',
  changed: 0,
  settings,
  numbers,
  notes: [],
});
const entries = [
  entry('base-1', { task: 'base', seed: 1, 'optimiser.rate': 0.1 }, { accuracy: 0.9, loss: 1 }),
  entry('base-2', { task: 'base', seed: 2, 'optimiser.rate': 0.1 }, { accuracy: 0.7 }),
  entry('swap-3', { task: 'swap', seed: 1, 'optimiser.rate': 0.2, extra: 'x' }, { accuracy: 0.8 }),
];
const kept = (text: string): string[] => entries.filter(parseFilter(text).keeps).map(({ id }) => id);

test('a filter takes settings, ends of paths, numbers, per cent, parts of texts and of names', () => {
  expect(kept('')).toHaveLength(3);
  expect(kept('seed=1')).toEqual(['base-1', 'swap-3']);
  expect(kept('seed!=1')).toEqual(['base-2']);
  expect(kept('rate<0.15 accuracy>=0.9')).toEqual(['base-1']);
  expect(kept('accuracy>75%')).toEqual(['base-1', 'swap-3']);
  expect(kept('task~WA')).toEqual(['swap-3']);
  expect(kept('base state=finished')).toEqual(['base-1', 'base-2']);
  expect(kept('extra!=x')).toEqual(['base-1', 'base-2']);
  expect(kept('constructor=1')).toEqual([]);
  expect(parseFilter('accuracy>much seed=').notes).toEqual([
    'accuracy>much: much is no number',
    'seed=: nothing follows =',
  ]);
});

test('settings side by side, those that differ first', () => {
  expect(sideBySide(entries.slice(0, 2)).map(({ path, differs }) => [path, differs])).toEqual([
    ['seed', true],
    ['optimiser.rate', false],
    ['task', false],
  ]);
  expect(sideBySide(entries).find(({ path }) => path === 'extra')!.values).toEqual([undefined, undefined, 'x']);
  expect(varyingPaths(entries)).toEqual(['optimiser.rate', 'seed', 'task']);
});

test('a table over two settings has means and ranges, and nothing where there is nothing', () => {
  const { columns, rows, low, high } = sweepTable(entries, 'optimiser.rate', 'task', 'accuracy');
  expect(columns).toEqual([0.1, 0.2]);
  expect(rows.map(({ value }) => value)).toEqual(['base', 'swap']);
  const [base] = rows[0]!.cells;
  expect([base!.ids, base!.low, base!.high]).toEqual([['base-1', 'base-2'], 0.7, 0.9]);
  expect(base!.mean).toBeCloseTo(0.8, 12);
  expect([rows[0]!.cells[1], rows[1]!.cells[0]]).toEqual([undefined, undefined]);
  expect([low, high]).toEqual([0.8, 0.8]);
  expect(numberNames(entries)).toEqual(['accuracy', 'loss']);
});

test('curves over updates or seconds, the loss on a logarithmic scale without what has no logarithm', () => {
  const series = {
    loss: [[1, 100, 0.5] as const, [2, 0, 1] as const, [3, 10, 1.5] as const],
    every: 1,
    accuracy: [[3, 0.25, 1.5] as const],
    seconds: 1.5,
    processorSeconds: 0,
    sessions: [],
    notes: [],
  };
  const log = lossLine(series, 'red', { over: 'updates', scale: 'log' });
  expect(log.points).toEqual([
    [1, 2],
    [3, 1],
  ]);
  expect(lossLine(series, 'red', { over: 'seconds', scale: 'linear' }).points[1]).toEqual([1, 0]);
  expect(accuracyLine(series, 'red', { over: 'seconds', scale: 'log' }).points).toEqual([[1.5, 25]]);
  expect(windowOf([log])).toEqual([0, 3]);
  expect([shownNumber('accuracy', 0.5), shownNumber('loss', 1.23456), shownSeconds(90)]).toEqual([
    '50.0 %',
    '1.235',
    '1.5 min',
  ]);
});
