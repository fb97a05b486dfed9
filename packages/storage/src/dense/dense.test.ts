import { RandomKey, ShapeError, UnknownNameError, ValueError } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { largestDifference, realPatterns as real } from '../../test/random-patterns.ts';
import { DuplicatePatternError, PatternError, RuleError } from '../errors.ts';
import { FeatureMemory } from './feature-memory.ts';
import { KernelMemory } from './kernel-memory.ts';
import { storeDense } from './store-dense.ts';

describe('log-sum-exp', () => {
  test('one update is attention: softmax(beta q K^T) V with the patterns as keys and values', () => {
    const patterns = real(7, 5, 3);
    const query = RandomKey.fromSeed(4).normal(5);
    const beta = 1 / Math.sqrt(5);
    const weights = patterns.map((key) => Math.exp(beta * key.reduce((sum, entry, i) => sum + entry * query[i]!, 0)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const attention = query.map((_, i) =>
      patterns.reduce((sum, value, k) => sum + (weights[k]! / total) * value[i]!, 0),
    );
    const memory = new KernelMemory(patterns, { energy: 'log-sum-exp', inverseTemperature: beta });
    expect(largestDifference(memory.update(query), attention)).toBeLessThan(1e-15);
  });

  test('an update is the state less the slope of the energy, and the energy never rises', () => {
    const memory = new KernelMemory(real(6, 4, 5), { energy: 'log-sum-exp', inverseTemperature: 0.7 });
    let x = RandomKey.fromSeed(6).normal(4);
    const next = memory.update(x);
    x.forEach((entry, i) => {
      const at = (step: number): number => memory.energy(x.map((other, j) => (j === i ? other + step : other)));
      expect(entry - (at(1e-5) - at(-1e-5)) / 2e-5).toBeCloseTo(next[i]!, 8);
    });
    for (let n = 0; n < 20; n++) {
      const after = memory.update(x);
      expect(memory.energy(after)).toBeLessThanOrEqual(memory.energy(x) + 1e-12);
      x = after;
    }
  });

  test('cold, it restores; hot, it answers with the mean of all', () => {
    const patterns = real(10, 30, 7);
    const cold = new KernelMemory(patterns, { energy: 'log-sum-exp', inverseTemperature: 5 });
    const cue = patterns[4]!.map((entry, i) => (i < 10 ? 0 : entry));
    const { state, rest } = cold.retrieve(cue);
    expect(rest).toBe(true);
    expect(largestDifference(state, patterns[4]!)).toBeLessThan(1e-12);
    expect(cold.match(state)).toMatchObject({ index: 4, wrong: 0, recalled: true });
    const mean = patterns[0]!.map((_, i) => patterns.reduce((sum, pattern) => sum + pattern[i]! / 10, 0));
    const hot = new KernelMemory(patterns, { energy: 'log-sum-exp', inverseTemperature: 1e-9 });
    expect(largestDifference(hot.update(cue), mean)).toBeLessThan(1e-6);
  });

  test('large scores do not overflow', () => {
    const memory = new KernelMemory(
      [
        [1e4, 1],
        [1, 1e4],
      ],
      { energy: 'log-sum-exp', inverseTemperature: 100 },
    );
    expect([...memory.update([1e4, 0])]).toEqual([1e4, 1]);
    expect(Number.isFinite(memory.energy([1e4, 0]))).toBe(true);
  });
});

describe('log-sum-relu', () => {
  test('every cue within half the least distance is restored exactly, in one update', () => {
    const patterns = real(200, 12, 8);
    const memory = new KernelMemory(patterns, { energy: 'log-sum-relu' });
    const reach = Math.sqrt(2 / memory.inverseTemperature);
    patterns.forEach((pattern, k) => {
      const direction = RandomKey.fromSeed(9).fold(k).normal(12);
      const length = Math.hypot(...direction);
      const cue = pattern.map((entry, i) => entry + (0.99 * reach * direction[i]!) / length);
      expect([...memory.update(cue)]).toEqual([...pattern]);
      expect(memory.energy(pattern)).toBeLessThan(memory.energy(cue));
    });
  });

  test('where reaches overlap there are minima beside the patterns, as the mean of two', () => {
    const memory = new KernelMemory(
      [
        [1, 1],
        [2, 1],
        [5, 5],
      ],
      { energy: 'log-sum-relu', inverseTemperature: 2 / 0.81 },
    );
    expect([...memory.retrieve([1.5, 1.1]).state]).toEqual([1.5, 1]);
    expect([...memory.retrieve([1, 1]).state]).toEqual([1, 1]);
    expect([...memory.retrieve([5.2, 5]).state]).toEqual([5, 5]);
  });

  test('a cue beyond all reach stays, and the answer says that it fits nothing', () => {
    const memory = new KernelMemory(real(3, 40, 10), { energy: 'log-sum-relu' });
    const far = RandomKey.fromSeed(99)
      .normal(40)
      .map((entry) => 3 * entry);
    expect(memory.energy(far)).toBe(Number.POSITIVE_INFINITY);
    const { state } = memory.retrieve(far);
    expect([...state]).toEqual([...far]);
    expect(memory.match(state)).toMatchObject({ recalled: false });
    expect(memory.match(state).chance).toBeGreaterThan(0.01);
  });
});

test('patterns of dense memories are added and forgotten', () => {
  const [a, b, c] = real(3, 6, 11);
  const memory = new KernelMemory([a!, b!], { energy: 'log-sum-relu', inverseTemperature: 10 });
  memory.add(c!);
  expect([...memory.retrieve(c!).state]).toEqual([...c!]);
  memory.forget(0);
  expect(memory.patterns.map((pattern) => [...pattern])).toEqual([[...b!], [...c!]]);
  expect(memory.energy(a!)).toBe(Number.POSITIVE_INFINITY);
  expect(() => memory.add(b!)).toThrow(DuplicatePatternError);
  expect(() => memory.forget(5)).toThrow(RuleError);
});

describe('random features', () => {
  const patterns = real(8, 6, 12);
  const beta = 1.5;
  const exact = (x: ArrayLike<number>): number =>
    patterns.reduce(
      (sum, pattern) => sum + Math.exp((-beta / 2) * pattern.reduce((d, entry, i) => d + (entry - x[i]!) ** 2, 0)),
      0,
    );

  test('meet the kernel, the better the more there are', () => {
    const errors = [100, 10_000].map((features) => {
      const memory = new FeatureMemory(patterns, { features, inverseTemperature: beta });
      const off = patterns.map((pattern) => Math.exp(-beta * memory.energy(pattern)) - exact(pattern));
      return Math.sqrt(off.reduce((sum, each) => sum + each ** 2, 0) / off.length);
    });
    // Eight terms of deviation below 1 / sqrt(Y) each.
    expect(errors[0]).toBeLessThan(8 / Math.sqrt(100));
    expect(errors[1]).toBeLessThan(8 / Math.sqrt(10_000));
    expect(errors[1]).toBeLessThan(errors[0]! / 3);
  });

  test('lead a cue to its pattern, and keep 2 Y numbers whatever is stored', () => {
    const memory = new FeatureMemory(patterns, { features: 4000, inverseTemperature: beta });
    let x: Float64Array = patterns[3]!.map((entry, i) => entry + (i % 2 === 0 ? 0.3 : -0.3));
    const before = Math.hypot(...x.map((entry, i) => entry - patterns[3]![i]!));
    for (let n = 0; n < 30; n++) x = memory.update(x);
    const after = Math.hypot(...x.map((entry, i) => entry - patterns[3]![i]!));
    expect(after).toBeLessThan(before / 2);
    expect([memory.sum.length, memory.count]).toEqual([8000, 8]);
  });

  test('what is added and forgotten leaves nothing', () => {
    const memory = new FeatureMemory(patterns, { features: 50, inverseTemperature: beta });
    const before = memory.sum.slice();
    memory.add([1, 2, 3, 4, 5, 6]);
    expect(memory.count).toBe(9);
    memory.forget([1, 2, 3, 4, 5, 6]);
    expect(largestDifference(memory.sum, before)).toBeLessThan(1e-14);
  });

  test('an update is the state less the slope of the energy', () => {
    const memory = new FeatureMemory(patterns, { features: 500, inverseTemperature: beta });
    const x = patterns[0]!.map((entry) => entry + 0.1);
    const next = memory.update(x);
    x.forEach((entry, i) => {
      const at = (step: number): number => memory.energy(x.map((other, j) => (j === i ? other + step : other)));
      expect(entry - (at(1e-5) - at(-1e-5)) / 2e-5).toBeCloseTo(next[i]!, 7);
    });
  });
});

test.each([
  [() => storeDense([[1, 0.5]]), PatternError, /entry 1 is 0.5/],
  [() => storeDense([[1, -1]], { degree: 2 }), ValueError, /degree: got 2/],
  [() => storeDense([[1, -1]], { gain: 0 }), ValueError, /gain: got 0/],
  [() => storeDense([[1, -1]]).start(new Float64Array(3)), ShapeError, /cues/],
  [() => storeDense([[1, -1]], { energy: 'exponential' as 'polynomial' }), UnknownNameError, /'log-sum-exp'/],
  [
    () => storeDense([[1, -1]], { energy: 'log-sum-exp', degree: 3 }),
    RuleError,
    /degree: got 3, the energy 'log-sum-exp'/,
  ],
  [() => storeDense([[1, -1]], { inverseTemperature: 2 }), RuleError, /inverseTemperature: got 2.*Leave it out/],
  [() => storeDense([[1, -1]], { energy: 'log-sum-exp', inverseTemperature: -1 }), ValueError, /got -1/],
  [
    () =>
      storeDense(
        [
          [1, 2],
          [4, 4],
        ],
        { energy: 'log-sum-relu' },
      ),
    PatternError,
    /pattern 1: got one of length 5.65/,
  ],
  [() => storeDense([[1, -1]]).update([1]), ShapeError, /state/],
  [() => storeDense([[1, -1]]).match(new Float64Array(2)), ShapeError, /hidden units included/],
  [() => storeDense([[1, -1]]).forget(0), RuleError, /the only one/],
  [() => new KernelMemory([[1, 2]], { energy: 'log-sum-exp', inverseTemperature: 0 }), ValueError, /got 0/],
  [() => new KernelMemory([[1, 2]], { energy: 'lse' as 'log-sum-exp' }), UnknownNameError, /'log-sum-exp'/],
  [() => new KernelMemory([[1, 2]], { energy: 'log-sum-exp' }).update([1]), ShapeError, /state/],
  [() => new FeatureMemory([[1, 2]], { features: 0, inverseTemperature: 1 }), ValueError, /features: got 0/],
  [() => new FeatureMemory([[1, 2], [1]], { features: 3, inverseTemperature: 1 }), ShapeError, /pattern/],
])('bad input of dense memories is refused (%#)', (call, kind, text) => {
  expect(call).toThrow(kind);
  expect(call).toThrow(text);
});
