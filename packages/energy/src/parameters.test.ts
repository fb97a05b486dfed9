import { NonFiniteError, ShapeError, type SystemSpec, ValueError } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { float64Parameters } from './parameters.ts';
import { samplesOf } from './samples.ts';

const graph = { neurons: 2, sources: Int32Array.of(0), targets: Int32Array.of(1) };
const oscillators = { dimension: 3, graph, interaction: 'linear', omega: 'none' } as const;
const threshold = { activation: 'tanh' } as const;

describe('parameters in float64', () => {
  const spec: SystemSpec = { neurons: 2, threshold };
  const weights = Float64Array.of(1, 2, 3, 4);

  test('are those of the system, copied where they are of another kind', () => {
    const values = float64Parameters(spec, {
      'hopfield.weights': weights,
      'hopfield.bias': Float32Array.of(0.5, 0.25),
      'coupling.alpha': [3],
    });
    expect(values).toEqual({ 'hopfield.weights': weights, 'hopfield.bias': Float64Array.of(0.5, 0.25) });
    expect(values['hopfield.weights']).toBe(weights);
  });

  test('the start of oscillators may be absent, and nothing else', () => {
    expect(float64Parameters({ neurons: 2, oscillators }, { 'kuramoto.A': [2] })).toEqual({
      'kuramoto.A': Float64Array.of(2),
    });
    expect(() => float64Parameters(spec, { 'hopfield.weights': weights })).toThrow(ValueError);
    expect(() => float64Parameters(spec, { 'hopfield.weights': weights })).toThrow(
      "parameter 'hopfield.bias': got nothing, allowed is an array of shape [2]",
    );
    expect(() => float64Parameters(spec, { 'hopfield.weights': weights, 'hopfield.bias': [1] })).toThrow(ShapeError);
    const infinite = { 'hopfield.weights': weights, 'hopfield.bias': [1, Number.POSITIVE_INFINITY] };
    expect(() => float64Parameters(spec, infinite)).toThrow(NonFiniteError);
  });
});

describe('samples of a state', () => {
  test('are cut out of x and s, in float64', () => {
    const both: SystemSpec = {
      neurons: 2,
      threshold,
      oscillators,
      coupling: { kind: 'additive', graph, kappaH: 1, kappaK: 1 },
    };
    const s = Float32Array.from({ length: 12 }, (_, k) => k);
    const samples = samplesOf(both, { x: Float32Array.of(1, 2, 3, 4), s });
    expect(samples).toEqual([
      { x: Float64Array.of(1, 2), s: Float64Array.of(0, 1, 2, 3, 4, 5) },
      { x: Float64Array.of(3, 4), s: Float64Array.of(6, 7, 8, 9, 10, 11) },
    ]);
    expect(() => samplesOf(both, { x: Float64Array.of(1, 2), s: Float64Array.from(s) })).toThrow(
      /s: got 12 entries, expected 6 entries. Give as many samples as x holds, 1\./,
    );
    expect(() => samplesOf(both, { x: new Float64Array(4), s: new Float64Array(0) })).toThrow(
      /s: got 0 entries, expected 6/,
    );
  });

  test('of one kind of units alone have nothing of the other', () => {
    expect(samplesOf({ neurons: 2, threshold }, { x: Float64Array.of(1, 2, 3, 4) })).toEqual([
      { x: Float64Array.of(1, 2), s: new Float64Array(0) },
      { x: Float64Array.of(3, 4), s: new Float64Array(0) },
    ]);
    const [only, ...others] = samplesOf({ neurons: 2, oscillators }, { s: new Float64Array(6).fill(2) });
    expect(only).toEqual({ x: new Float64Array(0), s: new Float64Array(6).fill(2) });
    expect(others).toEqual([]);
    expect(() => samplesOf({ neurons: 2, oscillators }, { s: new Float64Array(6), x: new Float64Array(2) })).toThrow(
      /x: got 2 entries, expected 0 entries. This system has no such units/,
    );
    expect(() => samplesOf({ neurons: 2, threshold }, {})).toThrow(/x: got 0 entries, expected 2/);
    expect(() => samplesOf({ neurons: 2, threshold }, { x: new Float64Array(3) })).toThrow(/one or more samples/);
  });
});
