import { RandomKey } from '@hkmem/backend';
import { checkWhole } from '../check-whole.ts';

/** A symmetric matrix of rank at most r: U diag(c) U^T. */
export interface SymmetricFactors {
  /** U [N, r], row-major. */
  readonly U: Float64Array;
  /** c [r]. */
  readonly c: Float64Array;
  /** N. */
  readonly neurons: number;
  /** r. */
  readonly rank: number;
}

/**
 * U ~ N(0, 1)/sqrt(N) and c = 0: the product starts at 0, as that of LoRA does (arXiv 2106.09685).
 * @throws {ValueError} unless N and r are whole numbers from 1 and the seed one from 0.
 */
export function initialFactors(neurons: number, rank: number, seed: number): SymmetricFactors {
  checkWhole('neurons', neurons, 1);
  checkWhole('rank', rank, 1);
  const key = RandomKey.fromSeed(seed).fold('low-rank');
  const U = Float64Array.from(key.normal(neurons * rank), (value) => value / Math.sqrt(neurons));
  return { U, c: new Float64Array(rank), neurons, rank };
}

/** base + U diag(c) U^T [N, N], into `out`. */
export function addProduct(base: ArrayLike<number>, factors: SymmetricFactors, out: Float64Array): void {
  const { U, c, neurons, rank } = factors;
  for (let i = 0; i < neurons; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let d = 0; d < rank; d++) sum += U[i * rank + d]! * c[d]! * U[j * rank + d]!;
      out[i * neurons + j] = base[i * neurons + j]! + sum;
      out[j * neurons + i] = base[j * neurons + i]! + sum;
    }
  }
}

/**
 * Gradients of a loss with respect to U and c, from its gradient G [N, N] with respect to the matrix they are added to:
 * dU = (G + G^T) U diag(c), dc_d = u_d^T G u_d.
 */
export function factorGradients(
  G: ArrayLike<number>,
  { U, c, neurons, rank }: SymmetricFactors,
): { readonly U: Float64Array; readonly c: Float64Array } {
  const image = new Float64Array(neurons * rank);
  for (let i = 0; i < neurons; i++) {
    for (let j = 0; j < neurons; j++) {
      const both = G[i * neurons + j]! + G[j * neurons + i]!;
      for (let d = 0; d < rank; d++) image[i * rank + d]! += both * U[j * rank + d]!;
    }
  }
  const gradient = new Float64Array(rank);
  image.forEach((value, k) => {
    gradient[k % rank]! += (value * U[k]!) / 2;
  });
  return { U: image.map((value, k) => value * c[k % rank]!), c: gradient };
}
