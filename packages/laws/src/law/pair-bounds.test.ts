import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scalarFunction } from '../program/closure.ts';
import { pairBounds } from './pair-bounds.ts';
import { pairLaw } from './pair-law.ts';

const law = pairLaw('A * r + C * cos(3 * r) + exp(-r^2)', { A: 'edge', C: 'one' });
const evaluate = scalarFunction(law.arena, [law.value]);

test('no value lies outside, and bounds are near the extremes where parameters are numbers', () => {
  const [A, C] = [0.7, -0.4];
  const [low, high] = pairBounds(law, { parameters: { A: [A, A], C: [C, C] } });
  const values = Array.from({ length: 2001 }, (_, k) => evaluate({ A, C, r: k / 1000 - 1 })[0]!);
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  expect(low).toBeLessThanOrEqual(least);
  expect(high).toBeGreaterThanOrEqual(largest);
  // Each term of a piece of width 1/32 is bounded by itself: their slopes sum to 3.
  expect(least - low).toBeLessThan(3 / 32);
  expect(high - largest).toBeLessThan(3 / 32);
});

test('bounds hold for all parameters within their intervals', () => {
  const [low, high] = pairBounds(law, { parameters: { A: [-1, 2], C: [-0.5, 0.5] } });
  const within = fc.tuple(fc.double({ min: -1, max: 2, noNaN: true }), fc.double({ min: -0.5, max: 0.5, noNaN: true }));
  fc.assert(
    fc.property(within, fc.double({ min: -1, max: 1, noNaN: true }), ([A, C], r) => {
      const value = evaluate({ A, C, r })[0]!;
      expect(value >= low && value <= high).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('what cannot be bounded says so', () => {
  const risky = pairLaw('J * exp(k * r) / k', { J: 'one', k: { per: 'edge', start: 0.8 } });
  expect(pairBounds(risky, { parameters: { J: [1, 1], k: [-1, 1] } })).toEqual([
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ]);
  expect(() => pairBounds(law, { parameters: { A: [0, 0] } })).toThrow(/'C' is missing/);
  expect(() => pairBounds(pairLaw('-r * gi * gj'), { parameters: {} })).toThrow(/reads activities/);
});

test('of a coupling over its activities, which may have no end', () => {
  const gated = pairLaw('-w * r * tanh(gi * gj)', { w: 'edge' });
  const all = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  const parameters = { w: [-0.5, 2] } as const;
  expect(pairBounds(gated, { parameters, activities: [all, all] })).toEqual([-2, 2]);
  const product = pairLaw('-w * r * gi * gj', { w: 'edge' });
  expect(pairBounds(product, { parameters, activities: [all, all] })).toEqual(all);
  expect(
    pairBounds(product, {
      parameters,
      activities: [
        [-1, 1],
        [0, 3],
      ],
    }),
  ).toEqual([-6, 6]);
  expect(pairBounds(product, { parameters, activities: [all, all] }, product.effectiveWeight)).toEqual([-2, 2]);
});
