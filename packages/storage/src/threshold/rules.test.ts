import { cpuBackend, RandomKey } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { largestDifference, randomPatterns } from '../../test/random-patterns.ts';
import { addOuter, product, rowProduct } from '../linear-algebra/kernels.ts';
import { PerceptronRule } from './perceptron.ts';
import { store } from './store.ts';

const [p, q] = [
  [1, 1, -1],
  [1, -1, -1],
];
const weightsOf = (patterns: number[][], rule: 'hebb' | 'projection' | 'storkey'): number[] =>
  Array.from(store(patterns, { rule, gain: 1, overload: true }).parameterValues['hopfield.weights']!);

describe('weights by hand', () => {
  test('hebb: a third of the sums of products, no diagonal', () => {
    const third = 2 / 3;
    expect(weightsOf([p!, q!], 'hebb')).toEqual([0, 0, -third, 0, 0, 0, -third, 0, 0]);
  });

  test('hebb with its diagonal', () => {
    const weights = store([p!, q!], { rule: 'hebb', gain: 1, selfCoupling: true, overload: true }).parameterValues;
    expect(Array.from(weights['hopfield.weights']!)).toEqual([2 / 3, 0, -2 / 3, 0, 2 / 3, 0, -2 / 3, 0, 2 / 3]);
  });

  test('projection: on e0 - e2 and e1', () => {
    const expected = [0.5, 0, -0.5, 0, 1, 0, -0.5, 0, 0.5];
    expect(largestDifference(weightsOf([p!, q!], 'projection'), expected)).toBeLessThan(1e-15);
  });

  test('storkey: the second pattern meets the fields of the first', () => {
    const expected = [0, 0, -8 / 9, 0, 0, 0, -8 / 9, 0, 0];
    expect(largestDifference(weightsOf([p!, q!], 'storkey'), expected)).toBeLessThan(1e-15);
  });

  test('perceptron: one pattern, p p^T / (N - 1) off the diagonal', () => {
    const { parameterValues } = store([p!], { rule: 'perceptron', gain: 1 });
    const expected = [0, 0.5, -0.5, 0.5, 0, -0.5, -0.5, -0.5, 0];
    expect(largestDifference(parameterValues['hopfield.weights']!, expected)).toBeLessThan(1e-6);
  });
});

test('the projection is one: W W = W, and W p = p for real-valued patterns as for those of +1 and -1', () => {
  const key = RandomKey.fromSeed(3);
  const real = Array.from({ length: 20 }, (_, k) => key.fold(k).normal(50));
  for (const patterns of [real, randomPatterns(30, 50, 4)]) {
    const { parameterValues } = store(patterns, { rule: 'projection', gain: 1 });
    const W = parameterValues['hopfield.weights'] as Float64Array;
    for (const pattern of patterns)
      expect(largestDifference(product(W, Float64Array.from(pattern)), pattern)).toBeLessThan(1e-12);
    const row = W.slice(0, 50);
    expect(largestDifference(product(W, row), row)).toBeLessThan(1e-12);
  }
});

test.each([3, 1.5])('with gain %s, c p is a rest of the flow for c = gain tanh c', async (gain) => {
  const patterns = randomPatterns(12, 40, 5);
  let c = gain;
  for (let n = 0; n < 400; n++) c = gain * Math.tanh(c);
  const backend = await cpuBackend.create({});
  const engine = store(patterns, { rule: 'projection', gain }).engine(backend);
  const [state, field] = [engine.createState(12), engine.createState(12)];
  engine.writeState(state, { x: Float64Array.from(patterns.flat(), (entry) => c * entry) });
  engine.field(state, field);
  expect(Math.max(...(await engine.norms(field)))).toBeLessThan(1e-13);
  engine.dispose();
});

test('the perceptron meets the conditions of its optimum, and no other rule has a larger margin', () => {
  const [N, count] = [40, 20];
  const patterns = randomPatterns(count, N, 6).map((pattern) => Float64Array.from(pattern));
  const rule = new PerceptronRule(patterns, N);
  const W = rule.weights();
  const fromMultipliers = new Float64Array(N * N);
  let sum = 0;
  patterns.forEach((pattern, k) => {
    const multipliers = rule.multipliers[k]!;
    for (let i = 0; i < N; i++) {
      expect(multipliers[i]).toBeGreaterThanOrEqual(0);
      const margin = pattern[i]! * rowProduct(W, i * N, pattern, 0, N);
      expect(margin).toBeGreaterThan(1 - 1e-5);
      if (multipliers[i]! > 0) expect(margin).toBeLessThan(1 + 1e-5);
      sum += multipliers[i]!;
      for (let j = 0; j < N; j++) {
        if (j !== i) fromMultipliers[i * N + j]! += (multipliers[i]! + multipliers[j]!) * pattern[i]! * pattern[j]!;
      }
    }
  });
  expect(largestDifference(W, fromMultipliers)).toBeLessThan(1e-9);
  const square = rowProduct(W, 0, W, 0, N * N) / 2;
  expect(Math.abs(square / sum - 1)).toBeLessThan(1e-5);

  const other = store(patterns, { rule: 'projection', gain: 1, selfCoupling: false }).parameterValues;
  const V = other['hopfield.weights'] as Float64Array;
  const least = Math.min(
    ...patterns.flatMap((pattern) => Array.from(pattern, (entry, i) => entry * rowProduct(V, i * N, pattern, 0, N))),
  );
  expect(Math.sqrt(rowProduct(V, 0, V, 0, N * N) / 2) / least).toBeGreaterThan(Math.sqrt(square));
});

describe('add and forget', () => {
  const patterns = randomPatterns(8, 64, 7);
  const real = Array.from({ length: 8 }, (_, k) => RandomKey.fromSeed(8).fold(k).normal(64));

  test.each([
    ['hebb', patterns, 0],
    ['projection', patterns, 1e-12],
    ['projection', real, 1e-12],
    ['perceptron', patterns, 1e-5],
    ['storkey', patterns, 0],
  ] as const)('%s: added one by one is stored at once', (rule, all, within) => {
    const grown = store([...all.slice(0, 3)], { rule, overload: true });
    for (const pattern of all.slice(3)) grown.add(pattern);
    const whole = store([...all], { rule, overload: true });
    expect(
      largestDifference(grown.parameterValues['hopfield.weights']!, whole.parameterValues['hopfield.weights']!),
    ).toBeLessThanOrEqual(within);
  });

  test.each([
    ['hebb', patterns, 0],
    ['projection', patterns, 1e-12],
    ['projection', real, 1e-12],
    ['perceptron', patterns, 1e-5],
  ] as const)('%s: what is forgotten was never there', (rule, all, within) => {
    const memory = store([...all], { rule, overload: true });
    memory.forget(2);
    memory.forget(6);
    const left = all.filter((_, k) => k !== 2 && k !== 7);
    expect(memory.patterns.map((pattern) => [...pattern])).toEqual(left.map((pattern) => [...pattern]));
    const whole = store([...left], { rule, overload: true });
    expect(
      largestDifference(memory.parameterValues['hopfield.weights']!, whole.parameterValues['hopfield.weights']!),
    ).toBeLessThanOrEqual(within);
  });

  test('a pattern that is added after another was forgotten is held', () => {
    const memory = store(patterns.slice(0, 5), { rule: 'projection' });
    memory.forget(0);
    memory.add(patterns[6]!);
    expect(memory.lost()).toEqual([0, 0, 0, 0, 0]);
    expect(memory.match(Float64Array.from(patterns[6]!))[0]).toMatchObject({ index: 4, recalled: true });
  });
});

test('addOuter adds what it says', () => {
  const sum = Float64Array.of(1, 0, 0, 1);
  addOuter(sum, 2, Float64Array.of(1, -3));
  expect([...sum]).toEqual([3, -6, -6, 19]);
});
