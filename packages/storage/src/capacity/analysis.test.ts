import { expect, test } from 'vitest';
import { capacityPoints, criticalLoads, extrapolate, type FinishedTrial, fitPower } from './analysis.ts';

function finished(neurons: number, load: number, seed: number, near: number, tried = 10): FinishedTrial {
  const trial = { rule: 'hebb', neurons, load, damage: 0, seed, tried } as const;
  return { trial, count: { patterns: Math.round(load * neurons), tried, exact: 0, near, wrong: 0.1, stored: true } };
}

test('points sum over seeds, with the error that seeds show', () => {
  const points = capacityPoints([finished(100, 0.2, 1, 2), finished(100, 0.1, 1, 9), finished(100, 0.1, 2, 7)]);
  expect(points.map(({ load, near, tried }) => ({ load, near, tried }))).toEqual([
    { load: 0.1, near: 0.8, tried: 20 },
    { load: 0.2, near: 0.2, tried: 10 },
  ]);
  // Two seeds of 0.9 and 0.7: deviation 0.1414, over the root of 2.
  expect(points[0]!.nearError).toBeCloseTo(0.1, 12);
  expect(points[1]!.nearError).toBeCloseTo(Math.sqrt((0.2 * 0.8) / 10), 12);
  expect(points[0]!.wrong).toBeCloseTo(0.1, 12);
});

test('the critical load lies where the line falls through a half', () => {
  const trials = [1, 2].flatMap((seed) => [finished(50, 0.1, seed, 10), finished(50, 0.2, seed, seed === 1 ? 3 : 1)]);
  const [found] = criticalLoads(trials);
  // From 1 to 0.2 over 0.1.
  expect(found!.load).toBeCloseTo(0.1 + (0.1 * 0.5) / 0.8, 12);
  // Without either seed: 0.1 + 0.05 / 0.9 and 0.1 + 0.05 / 0.7, whose jackknife error is half of their difference.
  expect(found!.error).toBeCloseTo((0.05 / 0.7 - 0.05 / 0.9) / 2, 12);
  expect(criticalLoads([finished(50, 0.1, 1, 10)])[0]).toMatchObject({ load: undefined, error: undefined });
});

test('a power law is found, with the error of what lies off it', () => {
  const exact = fitPower([10, 20, 40].map((x) => ({ x, y: 3 * x ** 2 })));
  expect(exact.exponent).toBeCloseTo(2, 12);
  expect(exact.factor).toBeCloseTo(3, 10);
  expect(exact.error).toBeLessThan(1e-10);
  const off = fitPower([
    { x: 1, y: 1 },
    { x: Math.E, y: Math.E ** 2 },
    { x: Math.E ** 2, y: Math.E },
  ]);
  expect(off.exponent).toBeCloseTo(0.5, 12);
  expect(off.error).toBeCloseTo(Math.sqrt(1.5 / 2), 12);
});

test('a trend in 1 / sqrt(N) is taken to its end', () => {
  const found = extrapolate([100, 400, 1600].map((neurons) => ({ neurons, y: 0.14 + 2 / Math.sqrt(neurons) })));
  expect(found.limit).toBeCloseTo(0.14, 12);
  expect(found.error).toBeLessThan(1e-12);
  // By hand over x = 1, 1/2, 1/4: slope 0.97143, squares of what is left 0.0064286, over one degree of freedom.
  const off = extrapolate([
    { neurons: 1, y: 1 },
    { neurons: 4, y: 0.6 },
    { neurons: 16, y: 0.25 },
  ]);
  expect(off.limit).toBeCloseTo(0.05, 12);
  expect(off.error).toBeCloseTo(Math.sqrt(0.0064286 * 1.5), 5);
});
