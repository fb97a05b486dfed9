import type { SystemSpec } from '@hkmem/backend';
import { expect, test } from 'vitest';
import { weightEnergies } from './weighted-energies.ts';

const graph = { neurons: 2, sources: Int32Array.of(0), targets: Int32Array.of(1) };
const oscillators = { dimension: 2, graph, interaction: 'linear', omega: 'none' } as const;
const threshold = { activation: 'tanh' } as const;
const terms = { hopfield: Float64Array.of(1, 2), kuramoto: Float64Array.of(3, 4), coupling: Float64Array.of(5, 6) };

test('terms enter the energy with their weights', () => {
  const coupling = { kind: 'additive', graph, kappaH: 0.5, kappaK: 3 } as const;
  const spec: SystemSpec = { neurons: 2, threshold, oscillators, coupling };
  expect(weightEnergies(spec, terms)).toEqual({
    hopfield: Float64Array.of(0.5, 1),
    kuramoto: Float64Array.of(9, 12),
    coupling: Float64Array.of(5, 6),
    total: Float64Array.of(14.5, 19),
  });
  // What is given stays as it is.
  expect(terms.hopfield).toEqual(Float64Array.of(1, 2));
});

test('terms that a system has not are left out, and the weights are 1 without a coupling', () => {
  const { hopfield, kuramoto } = terms;
  expect(weightEnergies({ neurons: 2, threshold }, { hopfield })).toEqual({ hopfield, total: hopfield });
  expect(weightEnergies({ neurons: 2, oscillators }, { kuramoto })).toEqual({ kuramoto, total: kuramoto });
  const { total, ...rest } = weightEnergies({ neurons: 2, threshold }, { hopfield });
  expect(total).not.toBe(rest.hopfield);
});
