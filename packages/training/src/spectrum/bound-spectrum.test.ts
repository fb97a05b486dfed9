import { cpuBackend, RandomKey } from '@hkmem/backend';
import { singularValues } from '@hkmem/coupling';
import { hopfield } from '@hkmem/dynamics';
import { extremeEigenvalues, floorOf, innerProduct } from '@hkmem/energy';
import { describe, expect, test } from 'vitest';
import { boundSingularValues } from './bound-singular-values.ts';
import { boundSpectrum } from './bound-spectrum.ts';
import { SpectralBoundError } from './errors.ts';
import { holdSpectrum } from './hold-spectrum.ts';

const N = 60;

/** A random V [n, n] whose symmetric half has eigenvalues up to about sqrt(2). */
function random(seed: number, n = N): Float64Array {
  return RandomKey.fromSeed(seed)
    .normal(n * n)
    .map((entry) => entry / Math.sqrt(n));
}

/** The ends of the spectrum of W, exact for matrices this small. */
function ends(W: Float64Array, n = N): readonly [number, number] {
  const { smallest, largest } = extremeEigenvalues((v, out) => {
    for (let i = 0; i < n; i++) out[i]! += innerProduct(W.subarray(i * n, (i + 1) * n), v);
  }, n);
  return [smallest.low, largest.high];
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.hypot(...Array.from(a, (entry, k) => entry - b[k]!));
}

describe('a bounded spectrum', () => {
  test.for([
    [-6, 6, 0],
    [-1, 1.2, 2],
    [-0.3, 0.9, 1],
    [0.2, 0.5, 1],
  ] as const)('lies within %f and %f', ([low, high, least]) => {
    const V = random(1);
    const { weights, clipped } = boundSpectrum(V, N, { low, high });
    const [smallest, largest] = ends(weights);
    expect(smallest).toBeGreaterThan(low - 1e-3 * (high - low));
    expect(largest).toBeLessThan(high + 1e-3 * (high - low));
    expect(clipped).toBeGreaterThanOrEqual(least);
    for (const [i, j] of [
      [3, 7],
      [0, 59],
    ] as const)
      expect(weights[i * N + j]).toBe(weights[j * N + i]);
  });

  test('is V as it was where nothing lies beyond', () => {
    const { weights, shrunk, clipped } = boundSpectrum(random(1), N, { low: -6, high: 6 });
    const V = random(1);
    expect({ shrunk, clipped }).toEqual({ shrunk: 1, clipped: 0 });
    for (let k = 0; k < N * N; k++) expect(weights[k]).toBe((V[k]! + V[(k % N) * N + Math.floor(k / N)]!) / 2);
  });

  test('is the nearest one: no other matrix within the bounds that was tried is nearer', () => {
    const V = random(2);
    const W = boundSpectrum(V, N, { low: -9, high: 9 }).weights;
    const bounded = boundSpectrum(V, N, { low: -1, high: 1, tolerance: 1e-6 }).weights;
    for (let seed = 3; seed < 9; seed++) {
      const other = boundSpectrum(random(seed), N, { low: -0.99, high: 0.99, tolerance: 1e-6 }).weights;
      const toward = bounded.map((entry, k) => 0.9 * entry + 0.1 * other[k]!);
      expect(distance(toward, W)).toBeGreaterThan(distance(bounded, W));
    }
  });

  test('keeps self-weights to the bit and absent pairs at 0', () => {
    const selfWeights = Float64Array.from({ length: N }, (_, i) => (i < 40 ? 0.7 : 0));
    const absent = (i: number, j: number): boolean => i < 40 && j < 40;
    const options = { low: -0.5, high: 0.9, selfWeights, absent };
    const { weights } = boundSpectrum(random(4), N, options);
    const [smallest, largest] = ends(weights);
    expect(smallest).toBeGreaterThan(-0.5 - 2e-3);
    expect(largest).toBeLessThan(0.9 + 2e-3);
    for (let i = 0; i < N; i++) {
      expect(weights[i * N + i]).toBe(selfWeights[i]);
      for (let j = 0; j < N; j++) if (i !== j && absent(i, j)) expect(weights[i * N + j]).toBe(0);
    }
    expect(Math.hypot(...weights.subarray(50 * N, 51 * N))).toBeGreaterThan(0.2);
  });

  test('of a matrix with many beyond, at the size of a memory, takes few steps where few are', () => {
    const n = 300;
    const V = random(5, n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) V[i * n + j]! += i % 2 === j % 2 ? 8 / n : 0;
    const few = boundSpectrum(V, n, { low: -2, high: 2 });
    expect(few.clipped).toBe(2);
    expect(few.products).toBeLessThan(n / 2);
    expect(ends(few.weights, n)[1]).toBeLessThan(2.005);
    const again = boundSpectrum(few.weights, n, { low: -2, high: 2, seed: 2 });
    expect(again).toMatchObject({ clipped: 0, products: 48 });
  });

  test('is refused where self-weights lie beyond it', () => {
    const refused = (selfWeights: number | number[], low: number, high: number) => (): unknown =>
      boundSpectrum(random(1), N, { low, high, selfWeights });
    expect(refused(1.5, -6, 1)).toThrow(SpectralBoundError);
    expect(refused(1.5, -6, 1)).toThrow(/self-weight of unit 0 is 1.5, allowed is -6 to 1: .*as far as its diagonal/);
    expect(refused(0, 0.1, 1)).toThrow(/self-weight of unit 0 is 0/);
    expect(refused([1], -6, 6)).toThrow(/self-weights: got 1 entries, expected \[60\]/);
    expect(refused(0, 1, 1)).toThrow(/spectral bound: got 1 to 1/);
    expect(() => boundSpectrum([NaN], 1, { low: -1, high: 1 })).toThrow(/matrix: entry 0 is NaN/);
  });
});

describe('bounded singular values', () => {
  test.for([
    [12, 40],
    [40, 12],
    [30, 30],
  ] as const)('of a block [%i, %i] are at most the bound, the others as they were', ([rows, columns]) => {
    const block = RandomKey.fromSeed(1).normal(rows * columns);
    const before = singularValues(block, columns);
    const high = before[4]!;
    const after = singularValues(boundSingularValues(block, columns, high, { tolerance: 1e-6 }), columns);
    after.forEach((value, k) => {
      expect(Math.abs(value - Math.min(before[k]!, high))).toBeLessThan(1e-4 * high);
    });
  });

  test.for([1, 2] as const)('hold after %i short looks too, by drawing in what remains beyond', (passes) => {
    const [rows, columns] = [40, 30];
    const block = RandomKey.fromSeed(2).normal(rows * columns);
    const high = singularValues(block, columns)[12]!;
    const search = { steps: 8, passes, tolerance: 0.01 };
    const after = singularValues(boundSingularValues(block, columns, high, search), columns);
    expect(after[0]!).toBeLessThan(1.01 * high);
    // Not drawn in further than it takes.
    expect(after[0]!).toBeGreaterThan(0.9 * high);
  });

  test('need a bound above 0 and whole rows', () => {
    expect(() => boundSingularValues([1, 2], 2, 0)).toThrow(/bound of singular values: got 0/);
    expect(() => boundSingularValues([1, 2, 3], 2, 1)).toThrow(/block: got 3/);
  });
});

describe('an engine', () => {
  test('is held to bounds, and its relu memory then has a floor', async () => {
    const engine = (await cpuBackend.create({})).createEngine(hopfield(N));
    engine.writeParameter(
      'hopfield.weights',
      random(1).map((entry) => 3 * entry),
    );
    expect((await floorOf(engine)).kind).toBe('direction');
    expect(await holdSpectrum(engine, { low: -6, high: 0.95 })).toBe(true);
    expect((await floorOf(engine)).kind).toBe('floor');
    expect(await holdSpectrum(engine, { low: -6, high: 0.95, seed: 2 })).toBe(false);
  });

  test('with layers too', async () => {
    const engine = (await cpuBackend.create({})).createEngine(
      hopfield(N, { activation: 'relu', layers: [30, 20, 10] }),
    );
    for (const [l, size] of [600, 200].entries()) {
      engine.writeParameter(`hopfield.layers.${l}`, RandomKey.fromSeed(l).normal(size));
    }
    expect((await floorOf(engine)).kind).toBe('direction');
    expect(await holdSpectrum(engine, { low: -0.9, high: 0.9 })).toBe(true);
    expect((await floorOf(engine)).kind).toBe('floor');
    await expect(holdSpectrum(engine, { low: 0, high: 1 })).rejects.toThrow(/spectral bound of layers: got 0 to 1/);
    await expect(holdSpectrum(engine, { low: -1, high: 1, selfWeights: 0 })).rejects.toThrow(/layers have neither/);
  });
});
