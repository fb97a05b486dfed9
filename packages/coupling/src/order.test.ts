import { NonFiniteError, RandomKey, ShapeError } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largestDifference, runs } from '../test/coupled-system.ts';
import { complete } from './graph/complete.ts';
import { graphFromEdges } from './graph/edge-list.ts';
import { coherenceMatrix, localOrder, orderParameter } from './order.ts';

/** Means of unit vectors; a few ulp of 1. */
const rounding = 1e-14;

const batches = fc.record({
  seed: fc.nat(),
  B: fc.integer({ min: 1, max: 3 }),
  N: fc.integer({ min: 2, max: 9 }),
  D: fc.integer({ min: 2, max: 5 }),
});

describe('order parameter', () => {
  test('of directions known by hand, whatever their lengths', () => {
    const aligned = [3, 0, 1, 0];
    const opposed = [0, 2, 0, -1];
    const square = [1, 0, 0, 5];
    const order = orderParameter([...aligned, ...opposed, ...square], 2, 2);
    expect(largestDifference(order, [1, 0, Math.SQRT1_2])).toBeLessThan(rounding);
  });

  test('its square is the mean of the coherence matrix', () => {
    const property = fc.property(batches, ({ seed, B, N, D }) => {
      const s = RandomKey.fromSeed(seed).normal(B * N * D);
      const order = orderParameter(s, N, D);
      const expected = Float64Array.from(order, (_, b) => {
        const coherence = coherenceMatrix(s.subarray(b * N * D, (b + 1) * N * D), N, D);
        return coherence.reduce((sum, overlap) => sum + overlap, 0) / N ** 2;
      });
      expect(order).toHaveLength(B);
      expect(
        largestDifference(
          order.map((length) => length ** 2),
          expected,
        ),
      ).toBeLessThan(rounding);
    });
    fc.assert(property, runs);
  });

  test('of random directions is about 1 / sqrt(N)', () => {
    const [N, D, B] = [2000, 3, 20];
    const order = orderParameter(RandomKey.fromSeed(1).normal(B * N * D), N, D);
    // N |mean|^2 has mean 1 and variance 2 / D: 20 samples lie within 5 standard deviations of their mean.
    const mean = order.reduce((sum, length) => sum + (N * length ** 2) / B, 0);
    expect(Math.abs(mean - 1)).toBeLessThan(5 * Math.sqrt(2 / D / B));
  });
});

describe('local order', () => {
  test('takes the neighbours alone', () => {
    // A path 0 - 1 - 2 and a neuron apart.
    const graph = graphFromEdges(4, [
      [1, 0],
      [1, 2],
    ]);
    const s = [1, 0, 0, 1, 0, 4, 1, 0];
    expect(largestDifference(localOrder(graph, s, 2), [1, Math.SQRT1_2, 1, 0])).toBeLessThan(rounding);
  });

  test('on a complete graph is the order of all others', () => {
    const property = fc.property(batches, ({ seed, B, N, D }) => {
      const s = RandomKey.fromSeed(seed).normal(B * N * D);
      const expected = Float64Array.from({ length: B * N }, (_, row) => {
        const sample = Array.from(s.subarray(Math.floor(row / N) * N * D, (Math.floor(row / N) + 1) * N * D));
        sample.splice((row % N) * D, D);
        return orderParameter(sample, N - 1, D)[0]!;
      });
      expect(largestDifference(localOrder(complete(N), s, D), expected)).toBeLessThan(rounding);
    });
    fc.assert(property, runs);
  });

  test('is 1 everywhere when all are aligned', () => {
    const graph = randomGraph(RandomKey.fromSeed(4), 20, 0.2);
    const s = Array.from({ length: 40 }, (_, k) => (k % 2 === 0 ? 0.6 : 0.8));
    expect(largestDifference(localOrder(graph, s, 2), new Array(20).fill(1))).toBeLessThan(rounding);
  });
});

describe('coherence matrix', () => {
  test('is S S^T with 1 on the diagonal', () => {
    expect(largestDifference(coherenceMatrix([2, 0, 0.6, 0.8], 2, 2), [1, 0.6, 0.6, 1])).toBeLessThan(rounding);
  });
});

test('an s that does not fit is refused', () => {
  expect(() => orderParameter([1, 2, 3], 2, 2)).toThrow(ShapeError);
  expect(() => orderParameter([], 2, 2)).toThrow(ShapeError);
  expect(() => coherenceMatrix(new Float64Array(8), 2, 2)).toThrow('Pass one sample, [N, D].');
  expect(() => localOrder(complete(2), [1, 2, Number.NaN, 0], 2)).toThrow(NonFiniteError);
});
