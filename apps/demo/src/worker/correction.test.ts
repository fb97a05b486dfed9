import { RandomKey } from '@hkmem/backend';
import { singularValues } from '@hkmem/coupling';
import { expect, test } from 'vitest';
import { largestSingularValues } from './correction.ts';

test('the largest singular values agree with a full decomposition', () => {
  const N = 60;
  const factors = RandomKey.fromSeed(1).normal(4 * N);
  const noise = RandomKey.fromSeed(2).normal(N * N);
  const matrix = Float64Array.from({ length: N * N }, (_, n) => {
    const [i, j] = [Math.floor(n / N), n % N];
    let sum = 0.05 * (noise[i * N + j]! + noise[j * N + i]!);
    for (let d = 0; d < 4; d++) sum += factors[d * N + i]! * factors[d * N + j]!;
    return sum;
  });
  const full = singularValues(matrix, N);
  const largest = largestSingularValues(matrix, N, 8);
  // The four that stand out converge fast; the next ones, close together, to a few per cent in four rounds.
  for (let n = 0; n < 4; n++) expect(Math.abs(largest[n]! / full[n]! - 1)).toBeLessThan(1e-8);
  for (let n = 4; n < 8; n++) expect(Math.abs(largest[n]! / full[n]! - 1)).toBeLessThan(0.05);
});
