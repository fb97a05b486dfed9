import { RandomKey, UnknownNameError, ValueError } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { polynomialSeparation, SeparationMemory } from '../dense/separation-memory.ts';
import { HebbRule } from '../threshold/hebb.ts';
import { settle } from '../threshold/zero-temperature.ts';
import { capacity } from './capacity.ts';
import { HebbSettler } from './hebb-settler.ts';
import { damaged, patternOf, randomColumns } from './random-binary.ts';
import { type CapacityTrial, capacityRules, expectedExactLoad, knownLimit, patternsAt } from './trial.ts';

const trial: CapacityTrial = { rule: 'hebb', neurons: 200, load: 0.05, damage: 0, seed: 1, tried: 10 };

test.each([31, 32, 33, 70])(
  '%s patterns: counted bits, sums of products and the dense memory of degree 2 are one',
  (count) => {
    const key = RandomKey.fromSeed(2);
    const columns = randomColumns(60, count, key);
    const patterns = Array.from({ length: count }, (_, k) => patternOf(columns, k));
    const bits = new HebbSettler(columns);
    const weights = new HebbRule(patterns, 60, false).weights();
    expect(Array.from(bits.products, (entry) => entry / 60)).toEqual([...weights]);
    const dense = new SeparationMemory(columns, polynomialSeparation(2));
    for (let k = 0; k < 8; k++) {
      const cue = damaged(patterns[k]!, 0.2, key.fold(k));
      const expected = settle(weights, cue);
      expect(bits.settle(cue)).toEqual(expected);
      expect(dense.settle(cue)).toEqual(expected);
      expect(expected.rest).toBe(true);
    }
  },
);

test('a damaged cue differs in exactly the share that was asked for', () => {
  const pattern = patternOf(randomColumns(50, 1, RandomKey.fromSeed(3)), 0);
  const cue = damaged(pattern, 0.3, RandomKey.fromSeed(4));
  expect(cue.filter((entry, i) => entry !== pattern[i])).toHaveLength(15);
});

describe('known numbers', () => {
  test.each(capacityRules)('%s holds what is little, and recalls it from a tenth of damage', (rule) => {
    const load = { 'polynomial-3': 0.01, 'polynomial-4': 0.002, exponential: 0.1 }[rule as string] ?? 0.02;
    const neurons = rule === 'exponential' ? 40 : 100;
    const found = capacity({ ...trial, rule, neurons, load, damage: 0.1 });
    expect(found).toMatchObject({ exact: found.tried, near: found.tried, wrong: 0, stored: true });
  });

  test('hebb: all at 0.1 N, none at 0.25 N, within 5 %', () => {
    expect(capacity({ ...trial, neurons: 1000, load: 0.1 }).near).toBe(10);
    expect(capacity({ ...trial, neurons: 1000, load: 0.25 }).near).toBe(0);
  });

  test('projection: N patterns of N units, exactly', () => {
    expect(capacity({ ...trial, rule: 'projection', load: 1, tried: 200 })).toMatchObject({
      patterns: 200,
      exact: 200,
    });
  });

  test('polynomial of degree 3: most of N^2 / (6 ln N) exactly, none of 20 times that', () => {
    const { load } = knownLimit('polynomial-3', 100)!;
    expect(patternsAt({ rule: 'polynomial-3', neurons: 100, load })).toBe(362);
    expect(capacity({ ...trial, rule: 'polynomial-3', neurons: 100, load, tried: 40 }).exact).toBeGreaterThan(20);
    expect(capacity({ ...trial, rule: 'polynomial-3', neurons: 100, load: 20 * load }).near).toBe(0);
  });

  test('log-sum-relu: every digit up to half the least distance, and not beyond', () => {
    const relu = { ...trial, rule: 'log-sum-relu', neurons: 12, load: 16, tried: 40 } as const;
    expect(capacity({ ...relu, damage: 0.999 })).toMatchObject({ patterns: 192, exact: 40, near: 40, wrong: 0 });
    const beyond = capacity({ ...relu, damage: 1.001 });
    expect(beyond.exact).toBe(0);
    expect(capacity({ ...relu, damage: 2 }).wrong).toBeGreaterThan(beyond.wrong);
  });

  test('random features hold less than N in as many numbers as a matrix of weights', () => {
    const features = { ...trial, rule: 'random-features', neurons: 48 } as const;
    expect(capacity({ ...features, load: 0.02 })).toMatchObject({ tried: 1, near: 1 });
    expect(capacity({ ...features, load: 1 }).near).toBeLessThan(5);
  });

  test('two sets: in contexts each is held as alone, in one matrix half as many', () => {
    const two = { ...trial, neurons: 300, load: 0.1, tried: 20 };
    expect(capacity({ ...two, rule: 'hebb-contexts' })).toEqual(capacity(two));
    expect(capacity(two).near).toBe(20);
    expect(capacity({ ...two, rule: 'hebb-both' }).near).toBeLessThan(15);
    expect(capacity({ ...two, rule: 'hebb-gated' }).near).toBeLessThan(15);
  });

  test('perceptron: no weights hold 2 N', () => {
    expect(capacity({ ...trial, rule: 'perceptron', neurons: 16, load: 2 })).toMatchObject({ stored: false, near: 0 });
  });
});

test('half come back exactly where the noise of fields says', () => {
  // By hand for N = 256: Q(z) = ln 2 / 256 at z = 2.7817, N^2 / (3 z^2) = 2823 patterns.
  const load = expectedExactLoad('polynomial-3', 256)!;
  expect(load * 256 ** 2).toBeCloseTo(2823, -1);
  expect(expectedExactLoad('polynomial-4', 256)).toBeCloseTo(load / 5, 12);
  expect(expectedExactLoad('projection', 256)).toBeUndefined();
  const half = { ...trial, rule: 'polynomial-3', neurons: 128, tried: 100 } as const;
  const expected = expectedExactLoad('polynomial-3', 128)!;
  // Of 100 that come back with chance 1/2, all but one time in a thousand 34 to 66 do.
  const found = capacity({ ...half, load: expected }).exact;
  expect(found).toBeGreaterThan(33);
  expect(found).toBeLessThan(67);
});

test('the same trial gives the same counts, another seed other patterns', () => {
  const near = { ...trial, load: 0.15, tried: 30 };
  expect(capacity(near)).toEqual(capacity(near));
  expect(capacity(near).wrong).not.toBe(capacity({ ...near, seed: 2 }).wrong);
});

test.each([
  [{ rule: 'hebbian' as 'hebb' }, UnknownNameError, /'hebb'/],
  [{ neurons: 1 }, ValueError, /neurons: got 1/],
  [{ load: 0 }, ValueError, /load: got 0/],
  [{ damage: 0.6 }, ValueError, /damage: got 0.6/],
  [{ rule: 'log-sum-relu', damage: 2.1 } as const, ValueError, /a share from 0 to 2/],
  [{ rule: 'random-features', neurons: 1000 } as const, ValueError, /fewer units/],
  [{ seed: -1 }, ValueError, /seed: got -1/],
  [{ tried: 0 }, ValueError, /tried: got 0/],
  [{ rule: 'exponential', neurons: 100, load: 0.3 } as const, ValueError, /fewer units or a smaller load/],
  [{ rule: 'projection', load: 1.1 } as const, ValueError, /at most 1/],
])('a trial with %j is refused', (change, kind, text) => {
  const call = (): unknown => capacity({ ...trial, ...change });
  expect(call).toThrow(kind);
  expect(call).toThrow(text);
});
