import { expect, test } from 'vitest';
import { clipFactor, globalNorm } from './clip.ts';
import { optimiseOnHost } from './host-optimiser.ts';
import { adamDefaults } from './optimiser.ts';
import { checkWeightMean, moveMean, pastWeight, weightMeanDefaults } from './weight-mean.ts';

test('gradients are clipped by their norm over all arrays', () => {
  expect(globalNorm([[3, 0], Float32Array.of(4)])).toBe(5);
  expect(clipFactor(5, 1)).toBe(0.2);
  expect(clipFactor(0.5, 1)).toBe(1);
  expect(clipFactor(0, 1)).toBe(1);
  expect(() => clipFactor(1, 0)).toThrow(/above 0/);
});

test('the first step of Adam is the rate against the sign, in either format', () => {
  for (const make of [(...values: number[]) => Float32Array.of(...values), Float64Array.of.bind(Float64Array)]) {
    const parameter = { values: make(1, 1), first: make(0, 0), second: make(0, 0) };
    optimiseOnHost({ ...adamDefaults, rate: 0.25 }, 'w', 0, parameter, [4, -2], 0.5);
    expect(parameter.values[0]).toBeCloseTo(0.75, 6);
    expect(parameter.values[1]).toBeCloseTo(1.25, 6);
    expect(parameter.first[0]).toBeCloseTo(0.2, 6);
    expect(parameter.second[1]).toBeCloseTo(0.001, 6);
  }
});

test('a mean of weights is the weights at first, then forgets them slowly', () => {
  const settings = { decay: 0.5, every: 2, after: 3, power: Number.POSITIVE_INFINITY };
  const mean = Float64Array.of(0);
  const seen = [1, 2, 3, 4, 5, 6, 7].map((updates) => {
    moveMean(settings, updates, mean, Float64Array.of(updates));
    return mean[0];
  });
  // Equal to the weights until update 3; moves at 5 and 7: (3 + 5) / 2 and (4 + 7) / 2.
  expect(seen).toEqual([1, 2, 3, 3, 4, 4, 5.5]);
  expect(pastWeight(weightMeanDefaults, 110)).toBeCloseTo(1 - 11 ** (-2 / 3), 12);
  expect(pastWeight(weightMeanDefaults, 9000)).toBe(0.995);
  expect(() => checkWeightMean({ ...weightMeanDefaults, decay: 1 })).toThrow(/below 1/);
});
