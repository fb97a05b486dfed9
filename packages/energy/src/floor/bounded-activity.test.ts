import type { SystemSpec } from '@hkmem/backend';
import { type LagrangianLaw, lagrangian } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import { edgeGraph } from '../../test/edge-graph.ts';
import { leastQuadratic } from './bounded-activity.ts';
import { energyFloor } from './certify.ts';
import type { FloorCertificate } from './energy-floor.ts';

/** The certificate of units with these weights, coupled along `edges`, which carry nothing else. */
function floorOf(
  activation: 'softmax' | 'tanh' | 'sigmoid' | LagrangianLaw,
  weights: Readonly<Record<string, readonly number[]>>,
  bias: readonly number[],
  {
    layers,
    edges = [],
    kappaH = 1,
    kappaK = 1,
  }: {
    readonly layers?: readonly number[];
    readonly edges?: readonly (readonly [source: number, target: number, weight: number])[];
    readonly kappaH?: number;
    readonly kappaK?: number;
  } = {},
): FloorCertificate {
  const graph = edgeGraph(bias.length, edges);
  const spec: SystemSpec = {
    neurons: bias.length,
    threshold: { activation, ...(layers && { layers }) },
    ...(edges.length > 0 && {
      oscillators: { dimension: 2, graph, interaction: 'linear', omega: 'none' },
      coupling: { kind: 'network', graph, kappaH, kappaK },
    }),
  };
  const found = energyFloor(spec, {
    ...weights,
    'hopfield.bias': bias,
    'kuramoto.A': edges.map(() => -2),
    'coupling.weights': edges.map(([, , weight]) => weight),
  });
  if (found.kind !== 'floor') throw new Error(found.text);
  return found;
}

describe('on the simplex: -L(b) less half of the largest weight', () => {
  const bias = [0.5, -1, 0.25];
  const atBias = Math.log(bias.reduce((sum, b) => sum + Math.exp(b), 0));
  const weights = { 'hopfield.weights': [-1, 2, 0, 4, 0.5, -1, 0, -1, 1] };

  test('of W = (V + V^T) / 2', () => {
    expect(floorOf('softmax', weights, bias).floor).toBeCloseTo(-atBias - 3 / 2, 13);
  });

  test('with what an edge adds, whatever its sign and direction', () => {
    // W_01 = 3 and |w| = 1; W_02 = 0 and |w| = 5, larger than that.
    for (const edge of [
      [0, 1, -1],
      [1, 0, 1],
    ] as const) {
      expect(floorOf('softmax', weights, bias, { edges: [edge] }).parts.threshold).toBeCloseTo(-atBias - 2, 13);
    }
    expect(floorOf('softmax', weights, bias, { edges: [[2, 0, -5]] }).parts.threshold).toBeCloseTo(-atBias - 2.5, 13);
  });

  test('0 where all weights are below it', () => {
    const inhibiting = { 'hopfield.weights': [-1, -2, -3, -2, -1, -1, -3, -1, -1] };
    expect(floorOf('softmax', inhibiting, bias).floor).toBeCloseTo(-atBias, 13);
  });

  test('of layers, also along edges within one, which have no weight', () => {
    const blocks = { 'hopfield.layers.0': [1, 4] };
    expect(floorOf('softmax', blocks, bias, { layers: [1, 2] }).floor).toBeCloseTo(-atBias - 2, 13);
    const within = floorOf('softmax', blocks, bias, { layers: [1, 2], edges: [[1, 2, -5]] });
    expect(within.parts.threshold).toBeCloseTo(-atBias - 2.5, 13);
    const between = floorOf('softmax', blocks, bias, { layers: [1, 2], edges: [[0, 2, 3]] });
    expect(between.parts.threshold).toBeCloseTo(-atBias - 3.5, 13);
  });
});

describe('in a box', () => {
  test('by the spectrum', () => {
    // Eigenvalues 1 and -1 of W: (1 - 1) g^2 / 2 - b g, least at an end.
    const certificate = floorOf('tanh', { 'hopfield.weights': [0, 1, 1, 0] }, [0.5, -0.25]);
    expect(certificate.floor).toBeCloseTo(-0.75, 10);
    expect(certificate.spectrum!.high).toBeCloseTo(1, 10);
  });

  test('entry by entry, with its own term of the diagonal', () => {
    // Activities are not below 0: what inhibits takes nothing off, though the largest eigenvalue is 9.
    const sigmoid = floorOf('sigmoid', { 'hopfield.weights': [0, -9, -9, 0] }, [1, 0]);
    // m = 1/4: 4 g^2 / 2 - (b + 2) g is least at (b + 2) / 4, and |g(0)|^2 / (2 m) is 1/2 for each unit.
    expect(sigmoid.floor).toBeCloseTo(1 - 2 * Math.LN2 - 9 / 8 - 4 / 8, 12);
    // (1 - 2) / 2 - 0.3 at an end, and 4 g^2 / 2 - g / 2 inside.
    const tanh = floorOf('tanh', { 'hopfield.weights': [2, 0, 0, -3] }, [0.3, 0.5]);
    expect(tanh.floor).toBeCloseTo(-0.5 - 0.3 - 0.125 / 4, 12);
  });

  test('the better of both', () => {
    const weak = floorOf('tanh', { 'hopfield.layers.0': [0.5] }, [0, 0], { layers: [1, 1] });
    // 0 by the spectrum, -1/2 by entries.
    expect(weak.floor).toBeCloseTo(0, 10);
    const strong = floorOf('tanh', { 'hopfield.layers.0': [-4] }, [0.5, 0.5], { layers: [1, 1] });
    // By the spectrum 2 (1 - 4) / 2 - 1 = -4; by entries -4 and 2 times -1/8.
    expect(strong.floor).toBeCloseTo(-4, 10);
  });

  test('entries of a box that is not one of length 1', () => {
    const wide = lagrangian('relu(x)^2 / 2 - relu(x - 3)^2 / 2');
    // Both at 3: 2 (9 / 2) - 9 w, or a part of it where w is small; by the spectrum (1 - w) 9.
    expect(floorOf(wide, { 'hopfield.weights': [0, 2, 2, 0] }, [0, 0]).floor).toBeCloseTo(-9, 9);
    expect(floorOf(wide, { 'hopfield.weights': [0, -2, -2, 0] }, [1, 0]).floor).toBeCloseTo(-0.5, 9);
    // Activities from -2 to 2: an entry of either sign takes off |w| 4, a diagonal of 3 makes (1 - 3) / 2 of 4.
    const even = lagrangian('relu(x)^2 / 2 - relu(x - 2)^2 / 2 + relu(-x)^2 / 2 - relu(-x - 2)^2 / 2');
    expect(floorOf(even, { 'hopfield.weights': [3, 0, 0, -9] }, [0, 0]).floor).toBeCloseTo(-4, 9);
    for (const w of [0.5, -0.5]) {
      const found = floorOf(even, { 'hopfield.weights': [3, w, w, -9] }, [0, 0]).floor;
      // By entries -4 - 2; by the spectrum, whose largest value is near 3.02, some -4.04 twice.
      expect(found).toBeCloseTo(-6, 9);
    }
  });

  test('a coupling takes |w| / kappaH times the square of the largest activity', () => {
    const wide = lagrangian('relu(x)^2 / 2 - relu(x - 3)^2 / 2');
    const certificate = floorOf(wide, { 'hopfield.weights': [0, 0, 0, 0] }, [0, 0], {
      edges: [[0, 1, -0.5]],
      kappaH: 2,
      kappaK: 3,
    });
    // kappaH (-|w| / kappaH 3^2) and kappaK (-2).
    expect(certificate.parts).toEqual({ threshold: expect.closeTo(-4.5, 9), kuramoto: -6 });
    expect(certificate.floor).toBeCloseTo(-10.5, 9);
  });

  test('terms of the units are times kappaH', () => {
    const certificate = floorOf('tanh', { 'hopfield.weights': [0, 0, 0, 0] }, [0.5, 0], {
      edges: [[0, 1, 0.5]],
      kappaH: 2,
    });
    expect(certificate.parts.threshold).toBeCloseTo(2 * (-0.125 - 0.25), 12);
  });
});

test('a g^2 / 2 - c g is least inside, at an end, or at the better end', () => {
  expect(leastQuadratic(2, 1, -1, 1)).toBe(-0.25);
  expect(leastQuadratic(2, 5, -1, 1)).toBe(-4);
  expect(leastQuadratic(2, -5, -1, 1)).toBe(-4);
  expect(leastQuadratic(0, 3, -2, 1)).toBe(-3);
  expect(leastQuadratic(0, -3, -2, 1)).toBe(-6);
  expect(leastQuadratic(-2, 1, -1, 1)).toBe(-2);
  expect(leastQuadratic(1, -1, 0, Number.POSITIVE_INFINITY)).toBe(0);
});
