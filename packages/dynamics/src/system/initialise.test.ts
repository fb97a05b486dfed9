import { type Graph, RandomKey } from '@hkmem/backend';
import { couplingLaw, lagrangian, pairLaw } from '@hkmem/laws';
import { expect, test } from 'vitest';
import { initialParameters } from './initialise.ts';
import { hopfield, hopfieldKuramoto } from './system.ts';

const N = 400;
/** A ring: two neighbours each. */
const graph: Graph = {
  neurons: N,
  sources: Int32Array.from({ length: N }, (_, i) => i),
  targets: Int32Array.from({ length: N }, (_, i) => (i + 1) % N),
};
const key = RandomKey.fromSeed(11);
const deviation = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

test('parameters of laws start as their roles say', () => {
  const spec = hopfieldKuramoto(
    N,
    { activation: lagrangian('a * softplus(beta * x) / beta', { a: 'neuron', beta: { per: 'one', start: 2.5 } }) },
    {
      dimension: 3,
      graph,
      interaction: pairLaw('C * r^2 / 2 + A * r', {
        C: { per: 'edge', start: { mean: 3, deviation: 0.01 } },
        A: 'edge',
      }),
      learnedStart: true,
    },
    { kind: couplingLaw('-w * r * tanh(alpha * gi * gj)', { w: 'edge', alpha: { per: 'one', start: 0.5 } }) },
  );
  const parameters = initialParameters(spec, key, { alpha: 7 });
  expect(parameters['hopfield.a']).toEqual(new Float64Array(N).fill(1));
  expect(parameters['hopfield.beta']).toEqual(Float64Array.of(2.5));
  // Of a law, alpha is a parameter like any other.
  expect(parameters['coupling.alpha']).toEqual(Float64Array.of(0.5));
  expect(deviation(parameters['kuramoto.C']!.map((value) => value - 3))).toBeCloseTo(0.01, 3);
  // N(0, 1) / sqrt(2): 400 draws give it to some per cent.
  expect(Math.abs(deviation(parameters['kuramoto.A']!) * Math.SQRT2 - 1)).toBeLessThan(0.1);
  expect(Math.abs(deviation(parameters['hopfield.bias']!) * Math.sqrt(N) - 1)).toBeLessThan(0.1);
  expect(Array.from(parameters['start.s']!.subarray(0, 6))).toEqual([1, 0, 0, 1, 0, 0]);
});

test('those of the built-in parts follow the options', () => {
  const spec = hopfieldKuramoto(N, { activation: 'tanh' }, { dimension: 2, graph }, { kind: 'additive' });
  expect(initialParameters(spec, key)['coupling.alpha']).toEqual(Float64Array.of(0.01));
  const given = initialParameters(spec, key, { alpha: -0.3, interaction: 0.2, hopfield: 0 });
  expect(given['coupling.alpha']).toEqual(Float64Array.of(-0.3));
  expect(Math.abs(deviation(given['kuramoto.B']!) / 0.2 - 1)).toBeLessThan(0.1);
  expect(deviation(given['hopfield.weights']!)).toBe(0);
});

test('a memory of threshold units has relu ones if nothing is said', () => {
  expect(hopfield(3)).toEqual({ neurons: 3, threshold: { activation: 'relu' } });
});
