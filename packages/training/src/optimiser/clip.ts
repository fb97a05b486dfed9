import { ValueError } from '@hkmem/backend';

/** The Euclidean norm of all entries of several arrays. */
export function globalNorm(arrays: Iterable<ArrayLike<number>>): number {
  let squares = 0;
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) squares += array[i]! ** 2;
  }
  return Math.sqrt(squares);
}

/**
 * What gradients are multiplied by so that their global norm is at most `limit` (Pascanu et al., arXiv 1211.5063):
 * min(1, limit / norm). @throws {ValueError} unless the limit is above 0.
 */
export function clipFactor(norm: number, limit: number): number {
  if (!(limit > 0)) throw new ValueError('limit of the gradient norm', limit, 'a number above 0');
  return norm > limit ? limit / norm : 1;
}
