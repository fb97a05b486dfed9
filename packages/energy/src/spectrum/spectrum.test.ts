import { RandomKey, ValueError } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { extremeEigenvalues, type SpectrumEnds, type SymmetricProduct } from './extreme-eigenvalues.ts';
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

  test('come from as many products as are allowed, and are no bounds if those are too few', () => {
    const values = RandomKey.fromSeed(1).normal(300);
    const { product } = reflected(values, 2);
    const few = extremeEigenvalues(product, 300, { steps: 5 });
    expect(few.steps).toBe(5);
    expect(few.largest.high).toBe(Number.POSITIVE_INFINITY);
    expect(few.smallest.low).toBe(Number.NEGATIVE_INFINITY);
    expect(few.largest.low).toBeLessThan(values.reduce((most, v) => Math.max(most, v)));
    const [rough, fine] = [0.1, 1e-4].map((tolerance) => extremeEigenvalues(product, 300, { tolerance })) as [
      SpectrumEnds,
      SpectrumEnds,
    ];
    expect(rough.steps).toBeLessThan(fine.steps);
    const width = fine.largest.high - fine.smallest.low;
    for (const [ends, tolerance] of [
      [rough, 0.1],
      [fine, 1e-4],
    ] as const) {
      expect(ends.largest.high - ends.largest.low).toBeLessThan(1.01 * tolerance * width);
      expect(ends.smallest.high - ends.smallest.low).toBeLessThan(1.01 * tolerance * width);
    }
    // Bounds after k steps: epsilon / (1 - 2 epsilon) of the width of Ritz values, with epsilon as in the theorem.
    const k = rough.steps;
    const epsilon = (Math.log((1.648 * Math.sqrt(300)) / 1e-12) / (2 * k - 1)) ** 2;
    const outside = (epsilon / (1 - 2 * epsilon)) * (rough.largest.low - rough.smallest.high);
    expect(rough.largest.high - rough.largest.low).toBeCloseTo(outside, 9);
  });

  test('are asked for with numbers that there are', () => {
    const { product } = reflected(RandomKey.fromSeed(1).normal(20), 2);
    for (const options of [
      { steps: Number.NaN },
      { steps: 0 },
      { steps: 1.5 },
      { tolerance: Number.NaN },
      { tolerance: -1 },
    ]) {
      expect(() => extremeEigenvalues(product, 20, options)).toThrow(ValueError);
    }
    for (const n of [0, Number.NaN, 2.5]) expect(() => extremeEigenvalues(product, n)).toThrow(/n: got .* from 1/);
    expect(extremeEigenvalues(product, 20, { tolerance: 0, steps: 1 }).steps).toBe(1);
  });

  test('hang on the seed of the start within their bounds, and on nothing else', () => {
    const values = RandomKey.fromSeed(1).normal(200);
    const { product } = reflected(values, 2);
    const of = (seed?: number): SpectrumEnds => extremeEigenvalues(product, 200, seed === undefined ? {} : { seed });
    expect(of(1)).toEqual(of());
    expect(of(2).largestVector).not.toEqual(of().largestVector);
    expect(Math.abs(of(2).largest.low - of().largest.low)).toBeLessThan(1e-6);
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
