import { expect, test } from 'vitest';
import type { Row } from '../rows/row.ts';
import { atGoalPeak, goalPeak, goals, judge } from './goals.ts';
import { calibrations, goalResults, groupResults, productRates } from './results.ts';

const row = (id: string, subject: string, rest: Partial<Row> = {}): Row => ({
  id,
  title: id,
  subject,
  threads: 1,
  arithmetic: 'relaxed',
  prepare: async () => ({ run: () => undefined }),
  ...rest,
});

/** 1e6 operations in a millisecond are 1 GFLOP/s. */
const measured = groupResults('kernels', {
  measured: [
    { row: row('peak-relaxed', 'one thread', { operations: 40e6 }), samples: [1, 2, 1] },
    {
      row: row('hopfield-field', 'relaxed-2', { operations: 80e6, threads: 2, peers: ['tfjs-product', 'tfjs-other'] }),
      samples: [1, 2, 4],
    },
    { row: row('tfjs-product', 'tfjs', { arithmetic: 'plain' }), samples: [12, 10, 11] },
  ],
  failures: [],
});

test('a row is held against the peak of its threads and the tfjs rows of its group', () => {
  const [, product, peer] = measured;
  expect(product).toMatchObject({
    time: { median: 2, lower: 1.5, upper: 3, least: 1 },
    gigaflops: 40,
    fractionOfPeak: 0.5,
    ratios: [{ peer: 'tfjs-product', times: 5.5 }],
  });
  expect(peer!.fractionOfPeak).toBeUndefined();
  expect(calibrations(measured)).toEqual([{ id: 'peak-relaxed', group: 'kernels', median: 40, best: 40 }]);
  expect(productRates(measured)).toContainEqual({ subject: 'relaxed-2', best: 80 });
});

test('goals stand beside the rows that were measured, also as they would be at the peak they were set for', () => {
  const found = goalResults(measured, [
    {
      id: 'memory-coupled',
      title: 'memory',
      subject: 'relaxed-1',
      updates: 1,
      megabytes: 701,
      megabytesAtStart: 50,
    },
  ]);
  expect(found.map(({ id, value, verdict }) => [id, value, verdict])).toEqual([
    ['hopfield-field', 40, 'met'],
    ['memory-coupled', 701, 'missed'],
  ]);
  expect(found[0]!.atGoalPeak!.value).toBeCloseTo((40 * goalPeak) / 40, 12);
  expect(found[1]!.atGoalPeak).toBeUndefined();
});

test('more is better for rates and ratios, less for times and memory', () => {
  const goal = { id: '', subject: '', goal: 10, stretch: 20 } as const;
  expect([9, 10, 20].map((value) => judge({ ...goal, quantity: 'gigaflops' }, value))).toEqual([
    'missed',
    'met',
    'stretch',
  ]);
  const time = { ...goal, quantity: 'milliseconds', stretch: 5 } as const;
  expect([11, 10, 5].map((value) => judge(time, value))).toEqual(['missed', 'met', 'stretch']);
  expect(atGoalPeak('milliseconds', 10, 2 * goalPeak)).toBe(20);
  expect(atGoalPeak('timesFaster', 10, 2 * goalPeak)).toBeUndefined();
});

test('every stretch lies beyond its goal', () => {
  for (const goal of goals) {
    if (goal.stretch !== undefined) expect(judge(goal, goal.stretch), goal.id).toBe('stretch');
    expect(judge(goal, goal.goal), goal.id).toBe('met');
  }
});
