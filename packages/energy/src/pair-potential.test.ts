import { interactionNames, type OscillatorSpec, RandomKey, ShapeError, ValueError } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../test/random-system.ts';
import { pairPotential, pairPotentialForms } from './pair-potential.ts';

const graph = { neurons: 3, sources: Int32Array.of(0, 1), targets: Int32Array.of(1, 2) };
const spec = (interaction: OscillatorSpec['interaction'], hidden = [1]): OscillatorSpec => {
  return { dimension: 3, graph, interaction, hidden, omega: 'none' };
};

/** f(r) = 3 gelu(2 r - 0.5) + 0.25 and its slope, with the tanh form of GELU written out. */
const z = (r: number): number => 2 * r - 0.5;
const inner = (r: number): number => Math.sqrt(2 / Math.PI) * (z(r) + 0.044715 * z(r) ** 3);
const f = (r: number): number => 1.5 * z(r) * (1 + Math.tanh(inner(r))) + 0.25;

const parameters = {
  'kuramoto.A': Float64Array.of(0.5, -1.5),
  'kuramoto.B': Float64Array.of(2, 0.75),
  'kuramoto.mlp.weights.0': Float64Array.of(2),
  'kuramoto.mlp.biases.0': Float64Array.of(-0.5),
  'kuramoto.mlp.weights.1': Float64Array.of(3),
  'kuramoto.mlp.biases.1': Float64Array.of(0.25),
};
const perEdge = {
  'kuramoto.mlp.weights.0': Float64Array.of(0, 2),
  'kuramoto.mlp.biases.0': Float64Array.of(0, -0.5),
  'kuramoto.mlp.weights.1': Float64Array.of(0, 3),
  'kuramoto.mlp.biases.1': Float64Array.of(7, 0.25),
};

/** phi_1(r) and phi_1'(r), edge 1 having A = -1.5 and B = 0.75. */
const closedForms = {
  linear: [(r: number) => -1.5 * r, () => -1.5],
  relu: [(r: number) => -1.5 * r + (r > 0 ? 0.375 * r * r : 0), (r: number) => -1.5 + (r > 0 ? 0.75 * r : 0)],
  sigmoid: [
    (r: number) => -1.5 * r + 0.75 * Math.log(1 + Math.exp(r)),
    (r: number) => -1.5 + 0.75 / (1 + Math.exp(-r)),
  ],
  tanh: [(r: number) => -1.5 * r + 0.75 * Math.log(Math.cosh(r)), (r: number) => -1.5 + 0.75 * Math.tanh(r)],
  mlpShared: [(r: number) => -1.5 * f(r), undefined],
  mlpPerEdge: [f, undefined],
} as const;

describe.each(interactionNames)('%s', (name) => {
  const potential = pairPotential(spec(name), name === 'mlpPerEdge' ? perEdge : parameters);

  test('equals the closed form', () => {
    const [value, slope] = closedForms[name];
    for (const r of [-1, -0.6, 0, 0.3, 1]) {
      // Sums of three numbers below 10.
      expect(Math.abs(potential.value(1, r) - value(r))).toBeLessThan(1e-14);
      if (slope) expect(Math.abs(potential.slope(1, r) - slope(r))).toBeLessThan(1e-14);
    }
    expect(potential).toMatchObject(pairPotentialForms[name]);
  });

  test('its slope is the derivative of its value, on random graphs', () => {
    const property = fc.property(fc.nat(), fc.double({ min: -1, max: 1, noNaN: true }), (seed, r) => {
      const key = RandomKey.fromSeed(seed);
      const random: OscillatorSpec = { ...spec(name, [3, 2]), graph: randomGraph(key, 4, 0.5) };
      const draw = (path: string): Float64Array => key.fold(path).normal(200);
      const edges = random.graph.sources.length;
      const lead = name === 'mlpPerEdge' ? edges : 1;
      const drawn = {
        'kuramoto.A': draw('A').subarray(0, edges),
        'kuramoto.B': draw('B').subarray(0, edges),
        'kuramoto.mlp.weights.0': draw('0').subarray(0, 3 * lead),
        'kuramoto.mlp.biases.0': draw('1').subarray(0, 3 * lead),
        'kuramoto.mlp.weights.1': draw('2').subarray(0, 6 * lead),
        'kuramoto.mlp.biases.1': draw('3').subarray(0, 2 * lead),
        'kuramoto.mlp.weights.2': draw('4').subarray(0, 2 * lead),
        'kuramoto.mlp.biases.2': draw('5').subarray(0, lead),
      };
      const phi = pairPotential(random, drawn);
      const e = seed % edges;
      const h = 1e-5;
      const slope = (phi.value(e, r + h) - phi.value(e, r - h)) / (2 * h);
      // h^2 and rounding give 1e-9 at the curvatures of normal weights; relu's kink within h of 0 gives h B / 4.
      expect(Math.abs(slope - phi.slope(e, r))).toBeLessThan(1e-5);
    });
    fc.assert(property, runs);
  });

  test('refuses edges that are not there', () => {
    for (const e of [-1, 2, 0.5]) expect(() => potential.value(e, 0)).toThrow(ValueError);
    expect(() => potential.slope(2, 0)).toThrow('edge: got 2, allowed is 0 to 1');
  });
});

test('says which parameter is missing or misshapen', () => {
  const { 'kuramoto.A': A, 'kuramoto.B': B } = parameters;
  expect(() => pairPotential(spec('relu'), { 'kuramoto.A': A })).toThrow("parameter 'kuramoto.B': got nothing");
  expect(() => pairPotential(spec('relu'), { 'kuramoto.A': A.subarray(1), 'kuramoto.B': B })).toThrow(ShapeError);
});
