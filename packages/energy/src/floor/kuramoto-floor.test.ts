import { type OscillatorSpec, RandomKey } from '@hkmem/backend';
import { pairLaw } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import { pairPotential } from '../pair-potential.ts';
import { kuramotoFloor } from './kuramoto-floor.ts';

const one = { neurons: 2, sources: Int32Array.of(0), targets: Int32Array.of(1) };
const two = { neurons: 3, sources: Int32Array.of(0, 1), targets: Int32Array.of(1, 2) };
const oscillators = (
  interaction: OscillatorSpec['interaction'],
  graph: OscillatorSpec['graph'],
  hidden?: readonly number[],
): OscillatorSpec => ({ dimension: 2, graph, interaction, omega: 'none', ...(hidden && { hidden }) });

/** phi(r) = A r + B F(r). */
const primitives = {
  linear: () => 0,
  relu: (r: number) => Math.max(r, 0) ** 2 / 2,
  sigmoid: (r: number) => Math.log1p(Math.exp(r)),
  tanh: (r: number) => Math.log(Math.cosh(r)),
} as const;

describe.each(['linear', 'relu', 'sigmoid', 'tanh'] as const)('%s', (interaction) => {
  test('the floor is the least value on [-1, 1], inside or at an end', () => {
    for (let A = -1.5; A <= 1.5; A += 0.25) {
      for (let B = -2; B <= 2; B += 0.5) {
        const parameters = { 'kuramoto.A': [A], ...(interaction !== 'linear' && { 'kuramoto.B': [B] }) };
        const floor = kuramotoFloor(oscillators(interaction, one), parameters);
        let least = Number.POSITIVE_INFINITY;
        for (let n = -2000; n <= 2000; n++) {
          const r = n / 2000;
          least = Math.min(least, A * r + B * primitives[interaction](r));
        }
        // Within half a step of 5e-4 of the minimum phi, whose curvature is at most 2, is at most 6.3e-8 above it.
        expect(floor, `A = ${A}, B = ${B}`).toBeLessThan(least + 1e-14);
        expect(floor, `A = ${A}, B = ${B}`).toBeGreaterThan(least - 6.3e-8);
      }
    }
  });
});

test('edges add up, and without any there is nothing', () => {
  expect(kuramotoFloor(oscillators('linear', two), { 'kuramoto.A': [-2, 3] })).toBe(-5);
  const none = { neurons: 2, sources: new Int32Array(0), targets: new Int32Array(0) };
  expect(kuramotoFloor(oscillators('mlpShared', none, [2]), {})).toBe(0);
});

describe('MLPs', () => {
  const key = RandomKey.fromSeed(4);
  const sizes = [3, 3, 6, 2, 2, 1];
  const draw = (copies: number) => {
    const paths = ['weights.0', 'biases.0', 'weights.1', 'biases.1', 'weights.2', 'biases.2'];
    return Object.fromEntries(
      paths.map((path, n) => [`kuramoto.mlp.${path}`, key.fold(path).normal(copies * sizes[n]!)]),
    );
  };
  const hidden = [3, 2];

  /** |w2| . 1.13 |W1| 1.13 |w0|, which no |f'| exceeds: 1.13 is above GELU's largest slope. */
  const steepest = (parameters: Readonly<Record<string, Float64Array>>, copy: number): number => {
    const [w0, w1, w2] = [0, 1, 2].map((l) => parameters[`kuramoto.mlp.weights.${l}`]!) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    let sum = 0;
    for (let a = 0; a < 2; a++) {
      for (let c = 0; c < 3; c++) {
        sum += Math.abs(w2[2 * copy + a]!) * Math.abs(w1[6 * copy + 3 * a + c]!) * Math.abs(w0[3 * copy + c]!);
      }
    }
    return 1.13 ** 2 * sum;
  };
  /** Least and largest of the values in the middles of 64 cells. */
  const ends = (value: (r: number) => number): readonly [number, number] => {
    const values = Array.from({ length: 64 }, (_, n) => value(-1 + (n + 0.5) / 32));
    return [Math.min(...values), Math.max(...values)];
  };

  test('one for each edge: least of the middles of cells, less what half a cell can add', () => {
    const parameters = draw(2);
    const spec = oscillators('mlpPerEdge', two, hidden);
    const { value } = pairPotential(spec, parameters);
    const parts = [0, 1].map((e) => ends((r) => value(e, r))[0] - steepest(parameters, e) / 64);
    expect(kuramotoFloor(spec, parameters)).toBeCloseTo(parts[0]! + parts[1]!, 12);
  });

  test('one for all: the least for edges of a positive A, the largest for others', () => {
    const parameters = { ...draw(1), 'kuramoto.A': Float64Array.of(2, -0.5) };
    const spec = oscillators('mlpShared', two, hidden);
    const { value } = pairPotential(spec, parameters);
    const [least, largest] = ends((r) => value(0, r) / 2);
    const room = steepest(parameters, 0) / 64;
    expect(kuramotoFloor(spec, parameters)).toBeCloseTo(2 * (least - room) - 0.5 * (largest + room), 12);
  });
});

describe('laws', () => {
  /** A ring with chords, of so many edges. */
  const graphOf = (edges: number): OscillatorSpec['graph'] => ({
    neurons: edges + 1,
    sources: Int32Array.from({ length: edges }, (_, e) => e),
    targets: Int32Array.from({ length: edges }, (_, e) => e + 1),
  });
  const square = pairLaw('k * C * r^2 / 2', { C: 'edge', k: 'one' });

  test('up to 2,000 edges have their own parameters', () => {
    const C = Float64Array.from({ length: 2000 }, (_, e) => (e % 2 === 0 ? -1 : 2));
    const floor = kuramotoFloor(oscillators(square, graphOf(2000)), { 'kuramoto.C': C, 'kuramoto.k': [0.5] });
    // Each even edge has -1/4 at r = 1, each odd one 0 at r = 0.
    expect(floor).toBeCloseTo(-250, 9);
  });

  test('more have the interval that all lie in', () => {
    const C = Float64Array.from({ length: 2001 }, (_, e) => (e % 2 === 0 ? -1 : 2));
    const floor = kuramotoFloor(oscillators(square, graphOf(2001)), { 'kuramoto.C': C, 'kuramoto.k': [0.5] });
    expect(floor).toBeCloseTo(-2001 / 4, 9);
  });
});
