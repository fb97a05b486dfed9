import { activationNames, ShapeError } from '@hkmem/backend';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../test/random-system.ts';
import { lagrangians } from './lagrangian.ts';

const sum = (values: Float64Array, of: (entry: number) => number): number => values.reduce((a, x) => a + of(x), 0);

/** The definitions as they stand in the paper, safe for small x only. */
const closedForms = {
  relu: (x: Float64Array) => sum(x, (entry) => (entry > 0 ? entry ** 2 / 2 : 0)),
  tanh: (x: Float64Array) => sum(x, (entry) => Math.log(Math.cosh(entry))),
  sigmoid: (x: Float64Array) => sum(x, (entry) => Math.log(1 + Math.exp(entry))),
  identity: (x: Float64Array) => sum(x, (entry) => entry ** 2 / 2),
  softmax: (x: Float64Array) => Math.log(sum(x, Math.exp)),
};

/** L and g at x = (200, -200, 0.5): limits of the closed forms, whose remainders are below e^-199. */
const farValues = {
  relu: [20_000.125, [200, 0, 0.5]],
  tanh: [400 - 2 * Math.LN2 + Math.log(Math.cosh(0.5)), [1, -1, Math.tanh(0.5)]],
  sigmoid: [200 + Math.log(1 + Math.exp(0.5)), [1, 0, 1 / (1 + Math.exp(-0.5))]],
  identity: [40_000.125, [200, -200, 0.5]],
  softmax: [200, [1, 0, 0]],
} as const;

const vector = (min: number, max: number, length = 4): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.double({ min, max, noNaN: true }), { minLength: length, maxLength: length })
    .map((v) => Float64Array.from(v));

/** Slope of f along v at x; h = 1e-5 leaves errors of about h^2 and 1e-16 / h, both near 1e-10. */
function slopeAlong(f: (x: Float64Array) => number, x: Float64Array, v: Float64Array): number {
  const h = 1e-5;
  const at = (t: number): number => f(x.map((entry, i) => entry + t * v[i]!));
  return (at(h) - at(-h)) / (2 * h);
}

describe.each(activationNames)('%s', (name) => {
  const lagrangian = lagrangians[name];

  test('carries its name and formulas', () => {
    expect(lagrangian.name).toBe(name);
    expect(lagrangian.formula).toContain('x_');
    expect(lagrangian.activityFormula).toContain('x_i');
  });

  test('equals the closed form', () => {
    fc.assert(
      fc.property(vector(-20, 20), (x) => {
        // Values reach 800; the plain closed forms lose a few ulp of that.
        expect(Math.abs(lagrangian.value(x) - closedForms[name](x))).toBeLessThan(1e-11);
      }),
      runs,
    );
  });

  test('activity is the gradient, the Hessian product the slope of the activity', () => {
    fc.assert(
      fc.property(vector(-5, 5), vector(-1, 1), vector(-1, 1), (x, v, u) => {
        // relu has no second derivative at 0: keep clear of it.
        const clear = x.map((entry) => (Math.abs(entry) < 1e-3 ? 1 : entry));
        const dot = (a: Float64Array, b: Float64Array): number => a.reduce((s, entry, i) => s + entry * b[i]!, 0);
        expect(slopeAlong((at) => lagrangian.value(at), clear, v)).toBeCloseTo(dot(lagrangian.activity(clear), v), 7);
        const along = slopeAlong((at) => dot(lagrangian.activity(at), u), clear, v);
        expect(along).toBeCloseTo(dot(lagrangian.hessianProduct(clear, v), u), 7);
      }),
      runs,
    );
  });

  test('the Hessian is symmetric and positive semidefinite', () => {
    fc.assert(
      fc.property(vector(-200, 200), vector(-1, 1), vector(-1, 1), (x, v, u) => {
        const along = (a: Float64Array, b: Float64Array): number =>
          lagrangian.hessianProduct(x, a).reduce((s, entry, i) => s + entry * b[i]!, 0);
        // A few ulp of sums of 4 entries of size 1.
        expect(Math.abs(along(u, v) - along(v, u))).toBeLessThan(1e-14);
        expect(along(v, v)).toBeGreaterThan(-1e-14);
      }),
      runs,
    );
  });

  test('is right at |x| = 200', () => {
    const x = Float64Array.of(200, -200, 0.5);
    const [value, activity] = farValues[name];
    // 40,000 is rounded to 7e-12.
    expect(Math.abs(lagrangian.value(x) - value)).toBeLessThan(1e-11);
    expect(Math.max(...lagrangian.activity(x).map((g, i) => Math.abs(g - activity[i]!)))).toBeLessThan(1e-15);
    expect(lagrangian.hessianProduct(x, Float64Array.of(1, 1, 1)).every((entry) => entry >= 0 && entry <= 1)).toBe(
      true,
    );
  });

  test('refuses a vector of another length', () => {
    expect(() => lagrangian.hessianProduct(new Float64Array(3), new Float64Array(2))).toThrow(ShapeError);
  });
});
