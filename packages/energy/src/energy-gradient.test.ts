import { fieldOf, nameOf, normaliseRows, referenceSystem } from '@hkmem/backend';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largestEntry, type RandomSystem, randomSystems, runs } from '../test/random-system.ts';
import { energyGradient, energyRate, projectedGradient } from './energy-gradient.ts';
import { lagrangians } from './lagrangian.ts';
import { float64Parameters } from './parameters.ts';

/** The field of every sample, joined: x [B, N] and s [B, N, D], empty where there are no such units. */
function fieldOfBatch({ spec, parameters, state, batch }: RandomSystem): { x: Float64Array; s: Float64Array } {
  const system = referenceSystem(spec, float64Parameters(spec, parameters));
  const [x, s] = [Float64Array.from(state.x ?? []), Float64Array.from(state.s ?? [])];
  const field = { x: new Float64Array(x.length), s: new Float64Array(s.length) };
  const part = (values: Float64Array, b: number): Float64Array =>
    values.subarray((b * values.length) / batch, ((b + 1) * values.length) / batch);
  for (let b = 0; b < batch; b++) {
    fieldOf(system, { x: part(x, b), s: part(s, b) }, { x: part(field.x, b), s: part(field.s, b) });
  }
  return field;
}

/**
 * Central differences leave some 1e-9 of h^2 and of rounding; where an overlap lies within h = 6e-6 of relu's kink,
 * h B / 4 with B a normal. Relative to the largest entry, and to 1.
 */
const tolerance = 1e-5;

function largestDifference(got: Float64Array, expected: Float64Array): number {
  expect(got).toHaveLength(expected.length);
  return largestEntry(got.map((value, k) => 1 + Math.abs(value - expected[k]!))) - 1;
}

describe('without omega', () => {
  test('the field is minus the projected energy gradient', () => {
    const property = fc.property(randomSystems(['none']), (system) => {
      const field = fieldOfBatch(system);
      const gradient = projectedGradient(system.spec, system.parameters, system.state);
      expect(gradient.x === undefined).toBe(system.spec.threshold === undefined);
      expect(gradient.s === undefined).toBe(system.spec.oscillators === undefined);
      // Differences in g are exact but for rounding of energies below some 1e3.
      if (gradient.x) expect(largestDifference(gradient.x, field.x)).toBeLessThan(1e-10 * largestEntry(field.x));
      if (gradient.s) expect(largestDifference(gradient.s, field.s)).toBeLessThan(tolerance * largestEntry(field.s));
    });
    fc.assert(property, runs);
  });

  test('dE/dx = -kappaH (d2L/dx2) dx/dt and dE/ds = -kappaK ds/dt, with x and s as they enter E', () => {
    const property = fc.property(randomSystems(['none']), (system) => {
      const { spec, parameters, state, batch } = system;
      const { kappaH = 1, kappaK = 1 } = spec.coupling ?? {};
      const field = fieldOfBatch(system);
      const gradient = energyGradient(spec, parameters, state);
      if (gradient.s) {
        const expected = field.s.map((velocity) => -kappaK * velocity);
        expect(largestDifference(gradient.s, expected)).toBeLessThan(tolerance * largestEntry(expected));
      }
      for (let b = 0; gradient.x !== undefined && b < batch; b++) {
        const [from, to] = [b * spec.neurons, (b + 1) * spec.neurons];
        const x = Float64Array.from(state.x!.subarray(from, to));
        const pulled = lagrangians[nameOf(spec.threshold!.activation)].hessianProduct(x, field.x.subarray(from, to));
        const expected = pulled.map((velocity) => -kappaH * velocity);
        const difference = largestDifference(gradient.x.subarray(from, to), expected);
        expect(difference).toBeLessThan(tolerance * largestEntry(expected));
      }
    });
    fc.assert(property, runs);
  });
});

describe('dE/dt along the field', () => {
  test('is -kappaH dx/dt . (d2L/dx2) dx/dt - kappaK |Proj F|^2, also with a global omega', () => {
    const property = fc.property(randomSystems(['none', 'global']), (system) => {
      const { spec, parameters, state, batch } = system;
      const { kappaH = 1, kappaK = 1 } = spec.coupling ?? {};
      const { x, s } = projectedGradient(spec, parameters, state);
      const rate = energyRate(spec, parameters, state);
      expect(rate).toHaveLength(batch);
      for (let b = 0; b < batch; b++) {
        let expected = 0;
        if (x) {
          const [from, to] = [b * spec.neurons, (b + 1) * spec.neurons];
          const velocity = x.subarray(from, to);
          const at = Float64Array.from(state.x!.subarray(from, to));
          const pulled = lagrangians[nameOf(spec.threshold!.activation)].hessianProduct(at, velocity);
          for (let i = 0; i < spec.neurons; i++) expected -= kappaH * velocity[i]! * pulled[i]!;
        }
        if (s)
          for (const velocity of s.subarray((b * s.length) / batch, ((b + 1) * s.length) / batch))
            expected -= kappaK * velocity ** 2;
        expect(Math.abs(rate[b]! - expected)).toBeLessThan(tolerance * Math.max(1, -expected));
        expect(rate[b]!).toBeLessThan(tolerance);
      }
    });
    fc.assert(property, runs);
  });

  test('can be above 0 with a local omega', () => {
    // E = -r / 2, so attraction alone gives dE/dt = -1/2 at right angles, r = 0. s_0 turns at rate 1 to the left and
    // s_1 to the right, on top of that: dr/dt = 1 + 2 where they turn to each other, 1 - 2 where they turn away.
    const graph = { neurons: 2, sources: Int32Array.of(0), targets: Int32Array.of(1) };
    const oscillators = { dimension: 2, graph, interaction: 'linear', omega: 'local' } as const;
    const parameters = { 'kuramoto.A': [-0.5], 'kuramoto.omega': [0, -1, 1, 0, 0, 1, -1, 0] };
    const s = Float64Array.of(0, -1, 1, 0, 0, -1, -1, 0);
    const [falling, rising] = energyRate({ neurons: 2, oscillators }, parameters, { s });
    // Differences are good to 1e-9.
    expect(falling).toBeCloseTo(-1.5, 7);
    expect(rising).toBeCloseTo(0.5, 7);
  });
});

test('the gradient in s is tangent and is taken at the normalised s', () => {
  const property = fc.property(randomSystems(['none']), ({ spec, parameters, state }) => {
    if (!spec.oscillators) return;
    const D = spec.oscillators.dimension;
    const unit = Float64Array.from(state.s!);
    normaliseRows(unit, unit, unit.length / D, D);
    const { s } = energyGradient(spec, parameters, state);
    for (let row = 0; row < unit.length; row += D) {
      let radial = 0;
      for (let d = row; d < row + D; d++) radial += unit[d]! * s![d]!;
      expect(Math.abs(radial)).toBeLessThan(tolerance * largestEntry(s!));
    }
    expect(largestDifference(energyGradient(spec, parameters, { ...state, s: unit }).s!, s!)).toBeLessThan(
      tolerance * largestEntry(s!),
    );
  });
  fc.assert(property, { ...runs, numRuns: 60 });
});
