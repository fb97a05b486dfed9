import { checkValues, normaliseRows, ShapeError } from '@hkmem/backend';

/**
 * s [B, N, D] in float64 and normalised per neuron, as the field reads it; a copy.
 * @throws {ShapeError | NonFiniteError} unless s holds one or more whole samples, or exactly one if `single`.
 */
export function unitRows(s: ArrayLike<number>, neurons: number, dimension: number, single: boolean): Float64Array {
  const size = neurons * dimension;
  if (single ? s.length !== size : s.length === 0 || s.length % size !== 0) {
    const way = single ? 'Pass one sample, [N, D].' : 'Pass that many entries for each sample.';
    throw new ShapeError('s', s.length, [neurons, dimension], way);
  }
  checkValues('s', s, [s.length]);
  const unit = Float64Array.from(s);
  normaliseRows(unit, unit, s.length / dimension, dimension);
  return unit;
}

/** Euclidean length of a vector. */
export function lengthOf(vector: Float64Array): number {
  return vector.reduce((length, value) => Math.hypot(length, value), 0);
}
