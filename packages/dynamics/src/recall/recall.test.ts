import { RandomKey } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import { describe, expect, test } from 'vitest';
import { randomEngine, randomStart } from '../../test/random-engine.ts';
import { hopfield, hopfieldKuramoto, kuramoto, recall } from '../index.ts';

/** Hebbian weights sum_m p_m p_m^T / N of two patterns of +-1, scaled so that tanh units hold them. */
function hebbian(patterns: readonly (readonly number[])[]): Float64Array {
  const N = patterns[0]!.length;
  return Float64Array.from({ length: N * N }, (_, k) => {
    const [i, j] = [Math.floor(k / N), k % N];
    return (3 / N) * patterns.reduce((sum, pattern) => sum + pattern[i]! * pattern[j]!, 0);
  });
}

test('a stored pattern is recalled from a corrupted one, and the flow stops there', async () => {
  const patterns = [
    [1, 1, 1, 1, -1, -1, -1, -1],
    [1, -1, 1, -1, 1, -1, 1, -1],
  ];
  const engine = await randomEngine(hopfield(8, { activation: 'tanh' }), 1);
  engine.writeParameter('hopfield.weights', hebbian(patterns));
  engine.writeParameter('hopfield.bias', new Float64Array(8));
  const start = { x: Float64Array.of(-1, 1, 1, 1, -1, -1, -1, -1, 1, -1, 1, -1, 1, -1, 1, 1) };
  const result = await recall(engine, start);
  expect(result.code).toBe('steady-state');
  expect(result.t).toBeLessThan(20);
  expect(Array.from(result.state.x!, Math.sign)).toEqual([...patterns[0]!, ...patterns[1]!]);
});

describe('the energy does not rise', () => {
  const graph = randomGraph(RandomKey.fromSeed(2), 8, 0.5);
  const other = randomGraph(RandomKey.fromSeed(3), 8, 0.5);
  const oscillators = { dimension: 3, graph, interaction: 'tanh', omega: 'global' } as const;
  test.for([
    ['hopfield', hopfield(8, { activation: 'sigmoid' })],
    ['layers', hopfield(8, { activation: 'tanh', layers: [4, 4] })],
    ['kuramoto', kuramoto(8, oscillators)],
    [
      'network',
      hopfieldKuramoto(8, { activation: 'tanh' }, oscillators, { kind: 'network', graph: other, kappaH: 0.5 }),
    ],
    ['additive', hopfieldKuramoto(8, { activation: 'tanh' }, oscillators, { kind: 'additive', kappaK: 2 })],
    ['multiplicative', hopfieldKuramoto(8, { activation: 'sigmoid' }, oscillators, { kind: 'multiplicative' })],
  ] as const)('%s', async ([, spec]) => {
    const engine = await randomEngine(spec, 21);
    const { energies, saved } = await recall(engine, randomStart(spec, 4, 21), { until: 3, keepStates: true });
    expect(energies.length).toBeGreaterThan(5);
    expect(saved.length).toBe(energies.length);
    for (let n = 1; n < energies.length; n++) {
      // Steps hold rtol 1e-3; what the integrator adds to a falling energy stays far below 1e-6 of its size.
      for (let b = 0; b < 4; b++) {
        const before = energies[n - 1]!.total[b]!;
        expect(energies[n]!.total[b]! - before).toBeLessThan(1e-6 * Math.max(1, Math.abs(before)));
      }
    }
  });

  test('a local omega breaks it', async () => {
    const spec = kuramoto(8, { ...oscillators, omega: 'local' });
    const engine = await randomEngine(spec, 21);
    const options = { until: 5, steadyBelow: false } as const;
    const { energies, code } = await recall(engine, randomStart(spec, 1, 21), options);
    expect(code).toBe('reached-end');
    const rises = energies.slice(1).map((point, n) => point.total[0]! - energies[n]!.total[0]!);
    expect(Math.max(...rises)).toBeGreaterThan(1e-2);
  });
});
