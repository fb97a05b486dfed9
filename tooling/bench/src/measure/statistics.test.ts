import { expect, test } from 'vitest';
import { logarithmicSlope, quantile, summarise } from './statistics.ts';

test('median, quartiles and least of odd, even and single counts', () => {
  expect(summarise([5, 1, 4, 2, 3])).toEqual({ count: 5, median: 3, lower: 2, upper: 4, least: 1 });
  expect(summarise([4, 1, 3, 2])).toEqual({ count: 4, median: 2.5, lower: 1.75, upper: 3.25, least: 1 });
  expect(summarise([7])).toEqual({ count: 1, median: 7, lower: 7, upper: 7, least: 7 });
  expect(quantile([0, 10], 0.1)).toBeCloseTo(1, 12);
});

test('samples are ordered as numbers, and an outlier does not move the median', () => {
  expect(summarise([10, 9, 100, 11]).median).toBe(10.5);
  expect(summarise([1, 1, 1, 1, 1e6]).median).toBe(1);
});

test('no samples, or one that is not finite, are refused', () => {
  expect(() => summarise([])).toThrow(RangeError);
  expect(() => summarise([1, Number.NaN])).toThrow(/got NaN/);
});

test('the slope of y = 3 x^2.5 is 2.5, and noise that is even in the logarithm leaves it', () => {
  const points = [1, 2, 4, 8].map((x) => [x, 3 * x ** 2.5] as const);
  expect(logarithmicSlope(points)).toBeCloseTo(2.5, 12);
  // Factors whose logarithms (1, -1, -1, 1) are orthogonal to those of x.
  const noisy = points.map(([x, y], n) => [x, y * Math.exp([0.1, -0.1, -0.1, 0.1][n]!)] as const);
  expect(logarithmicSlope(noisy)).toBeCloseTo(2.5, 12);
  expect(() =>
    logarithmicSlope([
      [2, 1],
      [2, 3],
    ]),
  ).toThrow(/different x/);
});
