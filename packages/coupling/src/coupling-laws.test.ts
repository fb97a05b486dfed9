import {
  fieldOf,
  parameterShapes,
  RandomKey,
  referenceSystem,
  type SystemSpec,
  sizeOf,
  ValueError,
} from '@hkmem/backend';
import { float64Parameters } from '@hkmem/energy';
import { couplingLaw, type PairLaw } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import { largestDifference } from '../test/coupled-system.ts';
import { couplingForm, couplingWeights } from './coupling-weights.ts';
import { effectiveWeights, weightCorrection } from './effective-weights.ts';
import { complete } from './graph/complete.ts';
import { lowRankFactors } from './low-rank.ts';
import { correctionSpectrum } from './spectrum.ts';
import { unitRows } from './unit-rows.ts';

/** Entries are sums of at most ten products of normals; their rounding is some 1e-15. */
const rounding = 1e-13;

describe('couplings that are laws', () => {
  const graph = complete(5);
  const [N, D] = [5, 3];
  const key = RandomKey.fromSeed(7);
  const specOf = (kind: PairLaw): SystemSpec => ({
    neurons: N,
    threshold: { activation: 'tanh' },
    oscillators: { dimension: D, graph, interaction: 'linear', omega: 'none' },
    coupling: { kind, graph, kappaH: 0.5, kappaK: 2 },
  });
  const parametersFor = (spec: SystemSpec): Record<string, Float64Array> =>
    Object.fromEntries([...parameterShapes(spec)].map(([path, shape]) => [path, key.fold(path).normal(sizeOf(shape))]));
  const s = key.fold('s').normal(N * D);
  const x = key.fold('x').normal(N);

  test('have the weights -d2E / dg_i dg_j, also where they depend on the activities', () => {
    const spec = specOf(couplingLaw('-w * r * tanh(beta * gi * gj)', { w: 'edge', beta: 'one' }));
    const parameters = parametersFor(spec);
    expect(() => weightCorrection(spec, parameters, s)).toThrow('pass x [N] after s');
    expect(() => couplingWeights(spec, parameters)).toThrow('w_e of -w_e r g_i g_j');
    expect(() => lowRankFactors(spec, parameters, s)).toThrow('w_e of -w_e r g_i g_j');
    const correction = weightCorrection(spec, parameters, s, x);
    const g = x.map(Math.tanh);
    const rows = unitRows(s, N, D, true);
    const [beta, h] = [parameters['coupling.beta']![0]!, 1e-4];
    graph.sources.forEach((i, e) => {
      const j = graph.targets[e]!;
      let r = 0;
      for (let d = 0; d < D; d++) r += rows[i * D + d]! * rows[j * D + d]!;
      const psi = (a: number, b: number): number => -parameters['coupling.w']![e]! * r * Math.tanh(beta * a * b);
      const [a, b] = [g[i]!, g[j]!];
      const mixed = (psi(a + h, b + h) - psi(a + h, b - h) - psi(a - h, b + h) + psi(a - h, b - h)) / (4 * h * h);
      // Differences of h^2 and of rounding / h^2, some 1e-8.
      expect(Math.abs(correction[i * N + j]! + mixed / 0.5)).toBeLessThan(1e-6);
      expect(correction[j * N + i]).toBe(correction[i * N + j]);
    });
  });

  test('of the built-in form have the weights of the built-in one', () => {
    const law = specOf(couplingLaw('-3 * c * r * gi * gj', { c: 'edge' }));
    const parameters = parametersFor(law);
    const weights = parameters['coupling.c']!.map((value) => 3 * value);
    expect(largestDifference(couplingWeights(law, parameters), weights)).toBeLessThan(rounding);
    const named = { ...law, coupling: { ...law.coupling!, kind: 'network' } } as const;
    const same = { ...parameters, 'coupling.weights': weights };
    expect(largestDifference(effectiveWeights(law, parameters, s), effectiveWeights(named, same, s))).toBeLessThan(
      rounding,
    );
    expect(correctionSpectrum(law, { ...parameters, 'coupling.c': new Float64Array(10).fill(2) }, s).diagonal).toBe(
      'filled',
    );
    expect(couplingForm(couplingLaw('-3 * c * r * gi * gj', { c: 'edge' }))).toMatchObject({
      energyFormula: '-3 c_e g_i g_j r',
      formula: '3 c_e',
      parameters: ['coupling.c'],
    });
  });

  test('with a part that does not depend on the activities of both keep the w_e of the rest', () => {
    const spec = specOf(couplingLaw('-w * r * gi * gj - c * r * (gi + gj)', { w: 'edge', c: 'edge' }));
    const parameters = parametersFor(spec);
    expect(largestDifference(couplingWeights(spec, parameters), parameters['coupling.w']!)).toBeLessThan(rounding);
  });

  test('with a weight between activities that no overlap scales have no w_e', () => {
    for (const law of [couplingLaw('-w * (r + 2) * gi * gj', { w: 'edge' }), couplingLaw('-(r + 2) * gi * gj')]) {
      const spec = specOf(law);
      expect(() => couplingWeights(spec, parametersFor(spec))).toThrow('w_e of -w_e r g_i g_j');
    }
  });

  test('of a higher order in r are no w_e, but make a correction without x', () => {
    const spec = specOf(couplingLaw('-w * (r + r^2) * gi * gj', { w: 'edge' }));
    const parameters = parametersFor(spec);
    expect(() => couplingWeights(spec, parameters)).toThrow(ValueError);
    const field = { x: new Float64Array(N), s: new Float64Array(N * D) };
    fieldOf(referenceSystem(spec, float64Parameters(spec, parameters)), { x, s }, field);
    const weights = effectiveWeights(spec, parameters, s);
    const expected = x.map((entry, i) => {
      const seen = x.reduce((sum, other, j) => sum + weights[i * N + j]! * Math.tanh(other), 0);
      return seen - entry + parameters['hopfield.bias']![i]!;
    });
    expect(largestDifference(field.x, expected)).toBeLessThan(rounding);
  });
});
