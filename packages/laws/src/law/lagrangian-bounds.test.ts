import { expect, test } from 'vitest';
import { lagrangianLaws } from './built-in.ts';
import { withInverseTemperature } from './inverse-temperature.ts';
import { lagrangianBounds } from './lagrangian-bounds.ts';
import { lagrangian } from './lagrangian-law.ts';

const infinite = Number.POSITIVE_INFINITY;

test.for([
  ['relu', [0, infinite], 1, [0, 1]],
  ['tanh', [-1, 1], 1, [0, 0]],
  ['sigmoid', [0, 1], 0.25, [0, 0]],
  ['identity', [-infinite, infinite], 1, [1, 1]],
  ['clip', [0, 1], 1, [0, 0]],
  ['repu3', [0, infinite], infinite, [0, Number.NaN]],
] as const)('%s', ([name, activity, steepness, tails]) => {
  const found = lagrangianBounds(lagrangianLaws[name], {});
  expect(found.activity).toEqual(activity);
  found.tails.forEach((tail, side) => {
    if (Number.isNaN(tails[side])) expect(tail).toBeNaN();
    else expect(tail).toBeCloseTo(tails[side]!, 12);
  });
  expect(found.steepness).toBeGreaterThanOrEqual(steepness);
  if (steepness !== infinite) expect(found.steepness).toBeLessThan(1.1 * steepness);
});

test('limits that intervals do not see are seen where parameters are numbers', () => {
  const cold = withInverseTemperature(lagrangianLaws.clip, 'layer');
  expect(lagrangianBounds(cold, { beta: [3, 3] }).activity).toEqual([0, 1]);
  expect(lagrangianBounds(cold, { beta: [2, 3] }).activity).toEqual([-infinite, infinite]);
});

test('an inverse temperature makes the slope as many times as steep, a range of them as the largest', () => {
  const cold = withInverseTemperature(lagrangianLaws.sigmoid, 'neuron');
  const { activity, steepness } = lagrangianBounds(cold, { beta: [0.5, 4] });
  expect(activity).toEqual([0, 1]);
  expect(steepness).toBeGreaterThanOrEqual(1);
  expect(() => lagrangianBounds(cold, {})).toThrow(/'beta' is missing/);
});

test('a steep piece between gentle ones is seen', () => {
  const steep = lagrangian('softplus(50 * (x - 0.013)) / 50 * 0.9 + relu(x)^2 / 4');
  expect(lagrangianBounds(steep, {}).steepness).toBeGreaterThanOrEqual(0.5 + 50 * 0.9 * 0.25);
  const [left, right] = lagrangianBounds(steep, {}).tails;
  expect([left, right]).toEqual([expect.closeTo(0, 12), expect.closeTo(0.5, 12)]);
});
