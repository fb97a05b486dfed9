import { expect, test } from 'vitest';
import { largestOf, smallestOf } from './extremes.ts';

test('are those of Math.max and Math.min', () => {
  for (const values of [[], [3], [1, -2, 5, 0], [1, Number.NaN, 2], [Number.POSITIVE_INFINITY, 1], [-0]]) {
    expect(largestOf(values)).toBe(Math.max(...values));
    expect(smallestOf(values)).toBe(Math.min(...values));
  }
});

test('of as many numbers as there are', () => {
  const values = Float64Array.from({ length: 1_000_000 }, (_, n) => ((n * 7919) % 1_000_003) - 500_000);
  expect([largestOf(values), smallestOf(values)]).toEqual([
    values.reduce((a, b) => Math.max(a, b)),
    values.reduce((a, b) => Math.min(a, b)),
  ]);
});
