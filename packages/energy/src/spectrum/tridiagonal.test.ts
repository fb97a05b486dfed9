import { RandomKey } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { Lanczos } from './lanczos.ts';
import { tridiagonalEigen } from './tridiagonal.ts';
import { addScaled, innerProduct } from './vectors.ts';

/** T v of the tridiagonal matrix. */
function times(d: Float64Array, e: Float64Array, v: Float64Array): Float64Array {
  return v.map(
    (entry, n) => d[n]! * entry + (n > 0 ? e[n - 1]! * v[n - 1]! : 0) + (n + 1 < v.length ? e[n]! * v[n + 1]! : 0),
  );
}

describe('eigenvalues and vectors of random tridiagonal matrices', () => {
  const sizes = [1, 2, 3, 5, 12, 40];
  test.for(sizes.flatMap((k) => [1, 2, 3].map((seed) => [k, seed] as const)))('%i rows, seed %i', ([k, seed]) => {
    const key = RandomKey.fromSeed(seed);
    const d = key.fold('d').normal(k);
    // Some couplings are 0, so that blocks fall apart.
    const e = key
      .fold('e')
      .normal(Math.max(k - 1, 1))
      .map((v, n) => (n % 4 === 2 ? 0 : v));
    const { values, vectors } = tridiagonalEigen(d, e, true);
    expect(values).toHaveLength(k);
    expect(vectors).toHaveLength(k);
    const size = [...d, ...e].reduce((largest, v) => Math.max(largest, Math.abs(v)), 1);
    vectors.forEach((v, n) => {
      times(d, e, v).forEach((entry, i) => {
        expect(Math.abs(entry - values[n]! * v[i]!)).toBeLessThan(1e-13 * k * size);
      });
      vectors.forEach((w, m) => {
        expect(Math.abs(innerProduct(v, w) - (n === m ? 1 : 0))).toBeLessThan(1e-13 * k);
      });
      if (n > 0) expect(values[n]!).toBeGreaterThanOrEqual(values[n - 1]!);
    });
    const plain = tridiagonalEigen(d, e, false);
    expect(plain.vectors).toEqual([]);
    expect([...plain.values]).toEqual([...values]);
  });

  test('of a matrix of two rows by hand', () => {
    // The trace is 4 and the determinant 3 - 8 = -5.
    const { values } = tridiagonalEigen([1, 3], [Math.sqrt(8)], false);
    expect([...values].map((value) => Number(value.toFixed(12)))).toEqual([-1, 5]);
  });

  test('entries of the off-diagonal that are there beyond are left alone', () => {
    expect([...tridiagonalEigen([1, 3], [0, 5, 7], false).values]).toEqual([1, 3]);
    expect([...tridiagonalEigen([4], [9], true).values]).toEqual([4]);
  });

  test('of entries that differ by many orders of size', () => {
    const { values } = tridiagonalEigen([1e12, 1, 1e-12], [1, 1e-6], false);
    expect(values[2]! / 1e12).toBeCloseTo(1, 14);
    expect(values[1]).toBeCloseTo(1, 11);
  });

  test('numbers that stand still end in a few sweeps, also where rows are alike', () => {
    const { values, vectors } = tridiagonalEigen([2, 2, 2], [0, 0], true);
    expect([...values]).toEqual([2, 2, 2]);
    expect(vectors.map((v) => [...v])).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect([...tridiagonalEigen([0, 0], [1], false).values].map((v) => Math.round(v * 1e15) / 1e15)).toEqual([-1, 1]);
  });
});

describe('the Lanczos process', () => {
  const values = [5, 3, 2, -1, -4];
  const product = (v: Float64Array): Float64Array => v.map((entry, i) => values[i]! * entry);

  test('keeps a basis of length 1 at right angles, and says what couples it to the next vector', () => {
    const start = RandomKey.fromSeed(2).normal(5);
    const kept = start.slice();
    const lanczos = new Lanczos(start);
    const basis: Float64Array[] = [];
    expect(lanczos.steps).toBe(0);
    expect(lanczos.remainder).toBe(0);
    while (lanczos.vector !== undefined) {
      basis.push(lanczos.vector.slice());
      lanczos.absorb(product(lanczos.vector));
      expect(lanczos.steps).toBe(basis.length);
      const next: Float64Array | undefined = lanczos.vector;
      if (next !== undefined) {
        expect(lanczos.remainder).toBeCloseTo(innerProduct(next, product(basis.at(-1)!)), 12);
        expect(lanczos.remainder).toBeGreaterThan(0);
      }
    }
    expect([...start]).toEqual([...kept]);
    expect(basis).toHaveLength(5);
    for (const [n, v] of basis.entries()) {
      for (const [m, w] of basis.entries()) expect(innerProduct(v, w)).toBeCloseTo(n === m ? 1 : 0, 13);
    }
    const { values: ritz, vectors } = lanczos.eigen(true);
    [...values]
      .sort((a, b) => a - b)
      .forEach((value, n) => {
        expect(ritz[n]).toBeCloseTo(value, 12);
        const vector = lanczos.combine(vectors[n]!);
        product(vector).forEach((entry, i) => {
          expect(entry).toBeCloseTo(value * vector[i]!, 11);
        });
      });
    expect(lanczos.remainder).toBeLessThan(1e-12);
    expect(lanczos.eigen().vectors).toEqual([]);
  });

  test('ends with the space that its start spans, and never begins from nothing', () => {
    const lanczos = new Lanczos(Float64Array.of(1, 0, 2, 0, 0));
    while (lanczos.vector !== undefined) lanczos.absorb(product(lanczos.vector));
    expect(lanczos.steps).toBe(2);
    expect([...lanczos.eigen().values].map((v) => Number(v.toFixed(12)))).toEqual([2, 5]);
    expect(new Lanczos(new Float64Array(3)).vector).toBeUndefined();
  });

  test('stays orthogonal over many steps of a spectrum whose ends stand out', () => {
    const n = 120;
    const wide = Float64Array.from({ length: n }, (_, i) => (i < 3 ? 1e6 * (i + 1) : Math.sin(i)));
    const lanczos = new Lanczos(RandomKey.fromSeed(1).normal(n));
    for (let step = 0; step < 60 && lanczos.vector !== undefined; step++) {
      lanczos.absorb(lanczos.vector.map((entry, i) => wide[i]! * entry));
    }
    const ritz = lanczos.eigen().values;
    // Without orthogonalising again the outer values come several times.
    expect(ritz.filter((value) => value > 1e5)).toHaveLength(3);
  });
});

test('sums of vectors', () => {
  expect(innerProduct([1, 2, 3], [4, 5, 6])).toBe(32);
  const to = Float64Array.of(1, 2);
  addScaled(to, -2, [1, 3]);
  expect([...to]).toEqual([-1, -4]);
});
