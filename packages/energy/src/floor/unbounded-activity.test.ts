import { RandomKey, type SystemSpec } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { edgeGraph } from '../../test/edge-graph.ts';
import { energyFloor } from './certify.ts';
import type { EnergyFloor } from './energy-floor.ts';

type Edge = readonly [source: number, target: number, weight: number];

function certify(
  activation: 'relu' | 'identity',
  weights: Readonly<Record<string, ArrayLike<number>>>,
  bias: readonly number[],
  edges: readonly Edge[] = [],
  { layers, kappaH = 1 }: { readonly layers?: readonly number[]; readonly kappaH?: number } = {},
): EnergyFloor {
  const graph = edgeGraph(bias.length, edges);
  const spec: SystemSpec = {
    neurons: bias.length,
    threshold: { activation, ...(layers && { layers }) },
    ...(edges.length > 0 && {
      oscillators: { dimension: 3, graph, interaction: 'linear', omega: 'none' },
      coupling: { kind: 'network', graph, kappaH, kappaK: 1 },
    }),
  };
  return energyFloor(spec, {
    ...weights,
    'hopfield.bias': bias,
    'kuramoto.A': edges.map(() => 0),
    'coupling.weights': edges.map(([, , weight]) => weight),
  });
}

const floorOf = (found: EnergyFloor): number => {
  if (found.kind !== 'floor') throw new Error(found.text);
  return found.floor;
};
const directionOf = (found: EnergyFloor) => {
  if (found.kind !== 'direction') throw new Error(found.text);
  return found;
};
const zero = { 'hopfield.weights': [0, 0, 0, 0] };

describe('floors of units without bound, by hand', () => {
  test('the curvature left is 1 less the largest eigenvalue', () => {
    const found = certify('identity', { 'hopfield.weights': [0.5, 0, 0, -0.5] }, [1, 1]);
    // -b^2 / (2 (1 - 0.5)) of each.
    expect(floorOf(found)).toBeCloseTo(-2, 11);
    expect(found.spectrum!.high).toBeCloseTo(0.5, 12);
    expect(floorOf(certify('relu', { 'hopfield.weights': [0.5, 0, 0, 0.5] }, [1, -1]))).toBeCloseTo(-1, 11);
  });

  test('an edge counts by its size, once for each order of its ends, over kappaH', () => {
    for (const activation of ['relu', 'identity'] as const) {
      for (const edge of [
        [0, 1, -0.5],
        [0, 1, 0.5],
        [1, 0, 0.5],
      ] as const) {
        expect(floorOf(certify(activation, zero, [1, 0], [edge]))).toBeCloseTo(-1, 10);
      }
      const half = certify(activation, zero, [1, 0], [[0, 1, 1]], { kappaH: 2 });
      expect(floorOf(half)).toBeCloseTo(2 * -1, 10);
    }
  });

  test('with weights of their own: eigenvalues of both add up, or those of the sum count where g >= 0', () => {
    const inhibited = { 'hopfield.weights': [0, -0.3, -0.3, 0] };
    // 1 - 0.3 - 0.4 and 1 - (0.4 - 0.3).
    expect(floorOf(certify('identity', inhibited, [1, 0], [[0, 1, 0.4]]))).toBeCloseTo(-1 / 0.6, 10);
    expect(floorOf(certify('relu', inhibited, [1, 0], [[0, 1, 0.4]]))).toBeCloseTo(-1 / 1.8, 10);
  });

  test('relu units: negative weights may be left out, those of the diagonal may not', () => {
    expect(floorOf(certify('relu', { 'hopfield.weights': [0, -5, -5, 0] }, [1, 1]))).toBeCloseTo(-1, 11);
    expect(floorOf(certify('relu', { 'hopfield.weights': [0.5, -5, -5, 0.5] }, [1, 1]))).toBeCloseTo(-2, 11);
    // The quotient of the rest is 0 beside a diagonal of -3, for which a g of the other unit alone stands.
    expect(floorOf(certify('relu', { 'hopfield.weights': [-3, -5, -5, -3] }, [2, 0]))).toBeCloseTo(-4 / (2 * 4), 10);
    expect(floorOf(certify('relu', { 'hopfield.layers.0': [-5] }, [1, 1], [], { layers: [1, 1] }))).toBeCloseTo(-1, 11);
    const both = certify('relu', { 'hopfield.layers.0': [-5, 0.5] }, [1, 1, 0], [], { layers: [1, 2] });
    expect(floorOf(both)).toBeCloseTo(-2, 10);
  });
});

describe('directions without end', () => {
  test('of linear units with an edge: the whole of its weight, whatever its sign', () => {
    for (const weight of [4, -4]) {
      const { direction, rate } = directionOf(certify('identity', zero, [0, 0], [[0, 1, weight]]));
      expect(rate).toBeCloseTo((4 - 1) / 2, 9);
      const [a, b] = direction.x as Float64Array;
      const s = direction.s as Float64Array;
      const overlap = s[0]! * s[3]! + s[1]! * s[4]! + s[2]! * s[5]!;
      expect(Math.abs(overlap)).toBe(1);
      expect(Math.sign(weight * overlap * a! * b!)).toBe(1);
      expect(s.filter((entry) => entry !== 0)).toHaveLength(2);
    }
  });

  test('is times kappaH', () => {
    const { rate } = directionOf(certify('identity', zero, [0, 0], [[1, 0, 8]], { kappaH: 2 }));
    expect(rate).toBeCloseTo((2 * (4 - 1)) / 2, 9);
  });

  test('without oscillators has no s', () => {
    expect(directionOf(certify('relu', { 'hopfield.weights': [0, 5, 5, 0] }, [1, 1])).direction).not.toHaveProperty(
      's',
    );
  });

  /** The largest g . A g / |g|^2 over g >= 0: it is met on some set of units, where A's leading vector is above 0. */
  function largestOverCone(A: Float64Array, N: number): number {
    let largest = Number.NEGATIVE_INFINITY;
    for (let set = 1; set < 2 ** N; set++) {
      const units = Array.from({ length: N }, (_, i) => i).filter((i) => (set >> i) & 1);
      let v = units.map((_, k) => 1 + 0.01 * k);
      let value = 0;
      // Power steps of A + 20, positive definite for these A.
      for (let step = 0; step < 3000; step++) {
        const image = units.map((i, k) => 20 * v[k]! + units.reduce((sum, j, l) => sum + A[i * N + j]! * v[l]!, 0));
        const norm = Math.hypot(...image);
        v = image.map((entry) => entry / norm);
        value = norm - 20;
      }
      if (v.every((entry) => entry > -1e-9)) largest = Math.max(largest, value);
    }
    return largest;
  }

  test.for([1, 2, 3, 4, 5, 6, 7, 8])('of relu units is the steepest of all sets of units, weights %i', (seed) => {
    const N = 5;
    const V = RandomKey.fromSeed(seed)
      .normal(N * N)
      .map((v) => 2 * v);
    const W = V.map((_, k) => (V[k]! + V[(k % N) * N + Math.floor(k / N)]!) / 2);
    const found = certify('relu', { 'hopfield.weights': V }, new Array<number>(N).fill(0));
    const largest = largestOverCone(W, N);
    expect(found.kind).toBe(largest > 1 ? 'direction' : found.kind);
    if (found.kind === 'direction') expect(found.rate).toBeCloseTo((largest - 1) / 2, 6);
  });

  test('of relu units with edges has the oscillators that make the most of them', () => {
    // A chain of edges that may all count whole, and a triangle of which one edge cannot.
    const chain = certify(
      'relu',
      { 'hopfield.weights': new Float64Array(9) },
      [0, 0, 0],
      [
        [0, 1, -2],
        [2, 1, 2],
      ],
    );
    // The largest eigenvalue of a path of two edges of 2.
    expect(directionOf(chain).rate).toBeCloseTo((2 * Math.SQRT2 - 1) / 2, 6);
    // Weights of their own hold the oscillators where they add up.
    const driven = directionOf(certify('relu', { 'hopfield.weights': [0, 3, 3, 0] }, [0, 0], [[1, 0, -2]]));
    expect(driven.rate).toBeCloseTo((3 + 2 - 1) / 2, 6);
    const triangle: readonly Edge[] = [
      [0, 1, -2],
      [1, 2, -2],
      [0, 2, -2],
    ];
    const frustrated = directionOf(certify('relu', { 'hopfield.weights': new Float64Array(9) }, [0, 0, 0], triangle));
    // One edge takes off what another adds: the best is the path of the other two with a third of their sum left.
    expect(frustrated.rate).toBeGreaterThanOrEqual((2 - 1) / 2 - 1e-9);
    const s = frustrated.direction.s as Float64Array;
    const signs = [s[0]!, s[3]!, s[6]!];
    expect(new Set(signs).size).toBe(2);
  });
});
