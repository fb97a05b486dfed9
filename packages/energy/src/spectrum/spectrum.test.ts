import { RandomKey } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { extremeEigenvalues, type SymmetricProduct } from './extreme-eigenvalues.ts';
import { Lanczos } from './lanczos.ts';
import { tridiagonalEigen } from './tridiagonal.ts';
import { addScaled, innerProduct } from './vectors.ts';

/** Q diag(values) Q with Q = I - 2 u u^T, a matrix [n, n] whose spectrum is known. */
function reflected(
  values: Float64Array,
  seed: number,
): { product: SymmetricProduct; vector: (n: number) => Float64Array } {
  const u = RandomKey.fromSeed(seed).normal(values.length);
  const square = innerProduct(u, u);
  const mirror = (v: Float64Array): Float64Array => {
    const along = (2 * innerProduct(u, v)) / square;
    return v.map((entry, i) => entry - along * u[i]!);
  };
  return {
    product: (v, out) => addScaled(out, 1, mirror(mirror(v).map((entry, i) => values[i]! * entry))),
    vector: (n) => mirror(new Float64Array(values.length).fill(1, n, n + 1)),
  };
}

test('the second difference matrix has the eigenvalues 2 - 2 cos(pi n / (k + 1))', () => {
  const k = 40;
  const { values, vectors } = tridiagonalEigen(new Float64Array(k).fill(2), new Float64Array(k - 1).fill(-1), true);
  values.forEach((value, n) => {
    expect(Math.abs(value - (2 - 2 * Math.cos((Math.PI * (n + 1)) / (k + 1))))).toBeLessThan(1e-13);
    const sines = Float64Array.from({ length: k }, (_, i) => Math.sin((Math.PI * (n + 1) * (i + 1)) / (k + 1)));
    const size = Math.sqrt(innerProduct(sines, sines));
    expect(Math.abs(Math.abs(innerProduct(sines, vectors[n]!)) / size - 1)).toBeLessThan(1e-12);
  });
  expect([...tridiagonalEigen([3, 1, 2], [0, 0], false).values]).toEqual([1, 2, 3]);
});

describe('the ends of a spectrum', () => {
  test.for([3, 60, 700])('of %i known eigenvalues lie within their bounds', (n) => {
    const values = RandomKey.fromSeed(n)
      .normal(n)
      .map((entry, i) => (i === 0 ? 7.5 : i === 1 ? -9.25 : entry));
    const { product, vector } = reflected(values, 3);
    const ends = extremeEigenvalues(product, n);
    expect(ends.largest.low).toBeLessThanOrEqual(7.5);
    expect(ends.largest.high).toBeGreaterThanOrEqual(7.5);
    expect(ends.smallest.low).toBeLessThanOrEqual(-9.25);
    expect(ends.smallest.high).toBeGreaterThanOrEqual(-9.25);
    // The tolerance is 1e-3 of the width of the spectrum; Ritz values themselves are far better.
    expect(ends.largest.high - ends.largest.low).toBeLessThan(2e-3 * 16.75);
    expect(7.5 - ends.largest.low).toBeLessThan(1e-9);
    expect(Math.abs(innerProduct(ends.largestVector, vector(0)))).toBeCloseTo(1, 9);
  });

  test('are found sooner where a decision is all that is asked for', () => {
    const values = RandomKey.fromSeed(1).normal(500);
    const { product } = reflected(values, 2);
    const whole = extremeEigenvalues(product, 500);
    const decided = extremeEigenvalues(product, 500, { decided: ({ low }) => low > 1 });
    expect(decided.steps).toBeLessThan(whole.steps / 4);
    expect(decided.largest.high).toBeGreaterThan(whole.largest.low);
  });

  test('of a multiple of the identity and of the zero matrix are exact', () => {
    const five = extremeEigenvalues((v, out) => addScaled(out, 5, v), 30);
    expect(five.steps).toBe(1);
    expect(five.largest.high).toBeCloseTo(5, 12);
    expect(extremeEigenvalues(() => {}, 4).largest).toEqual({ low: 0, high: 0 });
  });
});

test('in a metric, Lanczos finds the eigenvalues of S v = theta G v', () => {
  // G = diag(1 to 6), S = diag(theta G): the pencil has the eigenvalues theta.
  const theta = [-2, 0.5, 1, 3, 4, 8];
  const metric = (v: Float64Array): Float64Array => v.map((entry, i) => (i + 1) * entry);
  const lanczos = new Lanczos(new Float64Array(6).fill(1), metric);
  while (lanczos.vector !== undefined) lanczos.absorb(lanczos.vector.map((entry, i) => theta[i]! * entry));
  expect(lanczos.steps).toBe(6);
  expect(Math.max(...lanczos.eigen().values.map((value, n) => Math.abs(value - theta[n]!)))).toBeLessThan(1e-10);
});
