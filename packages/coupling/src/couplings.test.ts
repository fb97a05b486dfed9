import {
  couplingNames,
  fieldOf,
  NonFiniteError,
  nameOf,
  referenceSystem,
  ShapeError,
  ValueError,
} from '@hkmem/backend';
import { couplingEnergy, float64Parameters, lagrangians } from '@hkmem/energy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CoupledSample,
  coupledSamples,
  largestDifference,
  runs,
  withConstantWeight,
} from '../test/coupled-system.ts';
import { couplingForms, couplingWeights } from './coupling-weights.ts';
import { effectiveWeights, weightCorrection } from './effective-weights.ts';
import { complete } from './graph/complete.ts';
import { lowRankFactors, lowRankProduct } from './low-rank.ts';
import { correctionSpectrum, factorSingularValues, numericalRank, singularValues } from './spectrum.ts';

/** Entries are sums of at most ten products of normals; their rounding is some 1e-15. */
const rounding = 1e-13;

test('every coupling has a form', () => {
  for (const name of couplingNames) expect(couplingForms[name].name).toBe(name);
  // Weights of single edges are called w_e; the matrix of the threshold units keeps the name of its entries.
  expect(couplingForms.network).toMatchObject({
    energyFormula: '-w_e g_i g_j r',
    formula: 'w_e',
    parameters: ['coupling.weights'],
  });
  for (const name of couplingNames) {
    if (name !== 'network') expect(couplingForms[name].energyFormula, name).not.toContain('w_e');
  }
});

describe('w_e', () => {
  test('is what the form says', () => {
    const property = fc.property(coupledSamples(), ({ spec, parameters, N }) => {
      const { kind, graph } = spec.coupling!;
      const V = parameters['hopfield.weights']!;
      const alpha = parameters['coupling.alpha']?.[0] ?? Number.NaN;
      const expected = Float64Array.from(graph.sources, (i, e) => {
        const j = graph.targets[e]!;
        if (kind === 'network') return parameters['coupling.weights']![e]!;
        return kind === 'additive' ? alpha : (alpha * (V[i * N + j]! + V[j * N + i]!)) / 2;
      });
      expect(largestDifference(couplingWeights(spec, parameters), expected)).toBeLessThan(rounding);
    });
    fc.assert(property, runs);
  });

  test('is a copy', () => {
    const [sample] = fc.sample(
      coupledSamples().filter(({ spec }) => spec.coupling!.kind === 'network'),
      runs,
    );
    const weights = couplingWeights(sample!.spec, sample!.parameters);
    weights.fill(7);
    expect(sample!.parameters['coupling.weights']).not.toContain(7);
  });

  test('needs a coupling', () => {
    const spec = { neurons: 2, threshold: { activation: 'relu' } } as const;
    const parameters = { 'hopfield.weights': new Float64Array(4), 'hopfield.bias': new Float64Array(2) };
    expect(() => couplingWeights(spec, parameters)).toThrow('got one without coupling, allowed is a coupled system');
  });
});

describe('effective weights', () => {
  test('are what the threshold units see: dx/dt = (W + correction) g - x + b', () => {
    const property = fc.property(coupledSamples(), ({ spec, parameters, x, s, N }) => {
      const field = { x: new Float64Array(N), s: new Float64Array(s.length) };
      fieldOf(referenceSystem(spec, float64Parameters(spec, parameters)), { x, s }, field);
      const g = lagrangians[nameOf(spec.threshold!.activation)].activity(x);
      const weights = effectiveWeights(spec, parameters, s);
      const expected = x.map((entry, i) => {
        const seen = g.reduce((sum, activity, j) => sum + weights[i * N + j]! * activity, 0);
        return seen - entry + parameters['hopfield.bias']![i]!;
      });
      expect(largestDifference(field.x, expected)).toBeLessThan(rounding);
    });
    fc.assert(property, runs);
  });

  test('W + correction is symmetric, the correction has no diagonal and gives E_HK', () => {
    const property = fc.property(coupledSamples(), (sample) => {
      const { spec, parameters, x, N } = sample;
      const s = unit(sample);
      const correction = weightCorrection(spec, parameters, s);
      const weights = effectiveWeights(spec, parameters, s);
      const g = lagrangians[nameOf(spec.threshold!.activation)].activity(x);
      let energy = 0;
      for (let i = 0; i < N; i++) {
        expect(correction[i * N + i]).toBe(0);
        for (let j = 0; j < N; j++) {
          expect(weights[i * N + j]).toBe(weights[j * N + i]);
          energy -= (spec.coupling!.kappaH * g[i]! * correction[i * N + j]! * g[j]!) / 2;
        }
      }
      const expected = couplingEnergy(spec, parameters, { x, s });
      // Up to 36 products of activities below 4 and normals.
      expect(Math.abs(energy - expected[0]!)).toBeLessThan(1e-12);
    });
    fc.assert(property, runs);
  });

  test('refuse an s that does not fit', () => {
    const [sample] = fc.sample(coupledSamples(), runs);
    const { spec, parameters, s } = sample!;
    expect(() => weightCorrection(spec, parameters, s.subarray(1))).toThrow(ShapeError);
    expect(() => weightCorrection(spec, parameters, Float64Array.of(...s, ...s))).toThrow('Pass one sample');
    expect(() =>
      effectiveWeights(
        spec,
        parameters,
        s.map(() => Number.NaN),
      ),
    ).toThrow(NonFiniteError);
  });
});

/** s of a sample with rows of length 1. */
function unit({ s, D }: CoupledSample): Float64Array {
  return s.map((entry, k) => {
    const row = Math.floor(k / D) * D;
    return entry / Math.hypot(...s.subarray(row, row + D));
  });
}

describe('one w on a complete graph', () => {
  test('gives w S S^T of rank D at most, which is the correction off the diagonal', () => {
    const property = fc.property(coupledSamples(complete), (sample) => {
      const { spec, s, N, D } = sample;
      const parameters = withConstantWeight(sample);
      const factors = lowRankFactors(spec, parameters, s);
      expect(factors.weight).toBeCloseTo(0.75 / spec.coupling!.kappaH, 14);
      expect(largestDifference(factors.S, unit(sample))).toBeLessThan(rounding);
      const product = lowRankProduct(factors);
      const correction = weightCorrection(spec, parameters, s);
      for (let i = 0; i < N; i++) correction[i * N + i]! += factors.weight;
      expect(largestDifference(product, correction)).toBeLessThan(rounding);
      const values = singularValues(product, N);
      expect(numericalRank(values, 1e-12)).toBeLessThanOrEqual(D);
      expect(numericalRank(values, 1e-12)).toBe(Math.min(N, D));
      expect(largestDifference(factorSingularValues(factors), values)).toBeLessThan(rounding);
      expect(factorSingularValues({ ...factors, weight: -factors.weight })).toEqual(factorSingularValues(factors));
      const spectrum = correctionSpectrum(spec, parameters, s);
      expect(spectrum.diagonal).toBe('filled');
      expect(spectrum.rank).toBeLessThanOrEqual(D);
      expect(spectrum.singularValues).toEqual(factorSingularValues(factors));
    });
    fc.assert(property, runs);
  });

  test('any other coupling has no such factors, and a spectrum without a diagonal', () => {
    const other = coupledSamples().filter(({ spec, N }) => spec.coupling!.graph.sources.length < (N * (N - 1)) / 2);
    const varied = coupledSamples(complete).filter(({ spec, N }) => spec.coupling!.kind !== 'additive' && N > 2);
    const property = fc.property(fc.oneof(other, varied), ({ spec, parameters, s, N }) => {
      expect(() => lowRankFactors(spec, parameters, s)).toThrow(ValueError);
      expect(() => lowRankFactors(spec, parameters, s)).toThrow('a complete graph with one w_e on all edges');
      const { diagonal, singularValues: values } = correctionSpectrum(spec, parameters, s);
      expect(diagonal).toBe('zero');
      const correction = weightCorrection(spec, parameters, s);
      const norm = Math.hypot(...correction);
      // The Frobenius norm is that of the singular values.
      expect(Math.abs(Math.hypot(...values) - norm)).toBeLessThan(rounding * Math.max(1, norm));
      expect(values).toHaveLength(N);
    });
    fc.assert(property, runs);
  });

  test('two samples at once are refused, and other weights by their range', () => {
    const samples = fc.sample(coupledSamples(complete), runs);
    for (const sample of samples) {
      const { spec, s } = sample;
      expect(() => lowRankFactors(spec, withConstantWeight(sample), [...s, ...s])).toThrow(ShapeError);
    }
    const varied = samples.filter(({ spec, N }) => spec.coupling!.kind !== 'additive' && N > 2);
    expect(varied.length).toBeGreaterThan(0);
    for (const { spec, parameters, s } of varied) {
      const said = (() => {
        try {
          lowRankFactors(spec, parameters, s);
        } catch (error) {
          return (error as Error).message;
        }
        return '';
      })();
      const [, least, most] = /w_e from (\S+) to ([^\s,]+),/.exec(said)!;
      expect(Number(least)).toBeLessThan(Number(most));
    }
  });

  test('the diagonal alone gives full rank: w S S^T - w I', () => {
    const samples = fc.sample(
      coupledSamples(complete).filter(({ N, D }) => N > D + 1),
      runs,
    );
    expect(samples.length).toBeGreaterThan(0);
    for (const sample of samples) {
      const { spec, s, N, D } = sample;
      const parameters = withConstantWeight(sample);
      const values = singularValues(weightCorrection(spec, parameters, s), N);
      // N - D eigenvalues are -w.
      const { weight } = lowRankFactors(spec, parameters, s);
      expect(values.filter((value) => Math.abs(value - weight) < rounding).length).toBeGreaterThanOrEqual(N - D);
    }
  });
});

describe('singular values', () => {
  test('of matrices known by hand', () => {
    expect(largestDifference(singularValues([0, 2, 2, 0], 2), [2, 2])).toBeLessThan(rounding);
    expect(largestDifference(singularValues([-3, 0, 0, 1], 2), [3, 1])).toBeLessThan(rounding);
    // [[3, 0], [4, 5]]: eigenvalues of its Gram matrix are 45 and 5.
    expect(largestDifference(singularValues([3, 0, 4, 5], 2), [Math.sqrt(45), Math.sqrt(5)])).toBeLessThan(rounding);
    // Rows 3 and 4 long along one direction, 2 columns or 3.
    expect(largestDifference(singularValues([3, 0, 4, 0, 0, 0], 2), [5, 0])).toBeLessThan(rounding);
    expect(largestDifference(singularValues([0, 3, 0, 0, 4, 0], 3), [5, 0])).toBeLessThan(rounding);
  });

  test('of one row, one column and factors of more dimensions than neurons', () => {
    expect(largestDifference(singularValues([3, 4], 2), [5])).toBeLessThan(rounding);
    expect(largestDifference(singularValues([3, 4], 1), [5])).toBeLessThan(rounding);
    const factors = { weight: -2, S: Float64Array.of(0, 2, 0, 0, 0, 1), neurons: 2, dimension: 3 };
    const values = factorSingularValues(factors);
    expect(values).toHaveLength(2);
    expect(largestDifference(values, [8, 2])).toBeLessThan(rounding);
    const square = { weight: 0.5, S: Float64Array.of(0, 2, 3, 0), neurons: 2, dimension: 2 };
    expect(largestDifference(factorSingularValues(square), [4.5, 2])).toBeLessThan(rounding);
  });

  test('rank counts those above a share of the largest', () => {
    expect(numericalRank([5, 1, 1e-17, 0], 0)).toBe(3);
    expect(numericalRank([5, 1, 1e-3, 1e-17])).toBe(3);
    expect(numericalRank([5, 1, 1e-3, 1e-17], 1e-3)).toBe(2);
    expect(numericalRank([0, 0])).toBe(0);
    expect(() => numericalRank([1], -1)).toThrow(ValueError);
    expect(() => numericalRank([1], Number.NaN)).toThrow(ValueError);
  });

  test('refuse half a row and numbers that are none', () => {
    expect(() => singularValues([1, 2, 3], 2)).toThrow(ShapeError);
    expect(() => singularValues([], 2)).toThrow(ShapeError);
    expect(() => singularValues([1, Number.NaN, 0, 1], 2)).toThrow(NonFiniteError);
  });
});
