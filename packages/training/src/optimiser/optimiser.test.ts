import { UnknownNameError, ValueError } from '@hkmem/backend';
import { expect, test } from 'vitest';
import { engineOf, hopfieldSpec } from '../../test/glyph-memory.ts';
import { adamDefaults, checkOptimiser, lionDefaults, optimiserRule } from './optimiser.ts';

test('Lion follows the protocol of arXiv 2505.03648 unless told otherwise', () => {
  expect(optimiserRule(lionDefaults, 'hopfield.bias', 2000)).toEqual({
    kind: 'lion',
    rate: 1e-4 / 4,
    beta1: 0.9,
    beta2: 0.99,
    weightDecay: 0,
  });
});

test('groups have a rate and a weight decay of their own', () => {
  const settings = {
    kind: 'lion',
    rate: 0.5,
    weightDecay: 0.1,
    schedule: { kind: 'constant' },
    groups: { 'coupling.alpha': { rateFactor: 10 }, 'start.s': { weightDecay: 0 } },
  } as const;
  expect(optimiserRule(settings, 'coupling.alpha', 0)).toMatchObject({ rate: 5, weightDecay: 0.1 });
  expect(optimiserRule(settings, 'start.s', 0)).toMatchObject({ rate: 0.5, weightDecay: 0 });
  expect(optimiserRule(settings, 'kuramoto.A', 0)).toMatchObject({ rate: 0.5, weightDecay: 0.1, beta1: 0.9 });
});

test('the bias correction of Adam counts from the first update of a parameter', () => {
  expect(optimiserRule(adamDefaults, 'kuramoto.A', 0)).toMatchObject({ kind: 'adam', step: 1, epsilon: 1e-8 });
  expect(optimiserRule(adamDefaults, 'kuramoto.A', 12, 10)).toMatchObject({ step: 3, beta2: 0.999, rate: 1e-3 });
});

test('weight decay acts beside the step: without a gradient Lion only shrinks the parameter', async () => {
  const engine = await engineOf(hopfieldSpec);
  engine.setTrainable(['hopfield.bias']);
  const before = await engine.readParameter('hopfield.bias');
  const settings = { ...lionDefaults, rate: 0.25, groups: { 'hopfield.bias': { weightDecay: 0.5 } } };
  engine.optimise('hopfield.bias', optimiserRule(settings, 'hopfield.bias', 0));
  // 1 - 0.25 * 0.5 is exact, so that only the product rounds, in two ways.
  (await engine.readParameter('hopfield.bias')).forEach((value, i) => {
    expect(Math.abs(value - 0.875 * before[i]!)).toBeLessThanOrEqual(Number.EPSILON * Math.abs(before[i]!));
  });
});

test.for([
  [{ rate: 0 }, /rate: got 0/],
  [{ rate: Number.NaN }, /rate: got NaN/],
  [{ beta1: 1 }, /beta1: got 1/],
  [{ beta2: -0.1 }, /beta2: got -0.1/],
  [{ epsilon: 0 }, /epsilon: got 0/],
  [{ weightDecay: -1 }, /weightDecay: got -1/],
  [{ groups: { 'hopfield.bias': { rateFactor: -1 } } }, /rateFactor of 'hopfield.bias': got -1/],
  [{ groups: { 'hopfield.bias': { weightDecay: Number.POSITIVE_INFINITY } } }, /weightDecay of 'hopfield.bias'/],
  [{ schedule: { kind: 'linear', updates: 0 } }, /updates of a schedule: got 0/],
] as const)('%o is refused', async ([change, message]) => {
  const { shapes } = await engineOf(hopfieldSpec);
  expect(() => checkOptimiser({ ...lionDefaults, ...change }, shapes)).toThrow(ValueError);
  expect(() => checkOptimiser({ ...lionDefaults, ...change }, shapes)).toThrow(message);
});

test('an optimiser or a parameter that does not exist is refused with the list of those that do', async () => {
  const { shapes } = await engineOf(hopfieldSpec);
  const group = { ...lionDefaults, groups: { 'hopfield.wieghts': {} } };
  expect(() => checkOptimiser(group, shapes)).toThrow(/'hopfield.wieghts' is not known.*'hopfield.weights'/);
  expect(() => checkOptimiser({ ...lionDefaults, kind: 'sgd' as 'lion' }, shapes)).toThrow(UnknownNameError);
});
