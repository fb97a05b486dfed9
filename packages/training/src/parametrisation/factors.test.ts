import { RandomKey } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { addProduct, factorGradients, initialFactors, type SymmetricFactors } from './factors.ts';

describe('factors', () => {
  const [N, rank] = [7, 3];
  const factors: SymmetricFactors = {
    ...initialFactors(N, rank, 5),
    c: RandomKey.fromSeed(6).normal(rank),
  };

  test('start at a product of 0', () => {
    const out = new Float64Array(N * N);
    const base = RandomKey.fromSeed(1).normal(N * N);
    addProduct(base, initialFactors(N, rank, 5), out);
    expect(out).toEqual(base);
  });

  test('have the gradients that differences give', () => {
    const G = RandomKey.fromSeed(2).normal(N * N);
    const zero = new Float64Array(N * N);
    const value = (): number => {
      const out = new Float64Array(N * N);
      addProduct(zero, factors, out);
      return out.reduce((sum, entry, k) => sum + entry * G[k]!, 0);
    };
    const gradients = factorGradients(G, factors);
    for (const name of ['U', 'c'] as const) {
      factors[name].forEach((entry, k) => {
        const h = 1e-5;
        const at = (moved: number): number => {
          factors[name][k] = moved;
          return value();
        };
        const slope = (at(entry + h) - at(entry - h)) / (2 * h);
        factors[name][k] = entry;
        // The value is a polynomial of degree 2 in U and 1 in c: differences are exact up to rounding / h.
        expect(Math.abs(slope - gradients[name][k]!)).toBeLessThan(1e-9);
      });
    }
  });
});
