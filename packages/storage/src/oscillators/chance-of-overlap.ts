import { RandomKey } from '@hkmem/backend';
import { singularValues } from '@hkmem/coupling';
import { upperTail } from '../patterns/upper-tail.ts';

/** Between what an overlap is taken. */
export interface OverlapSizes {
  /** N. */
  readonly neurons: number;
  /** D. */
  readonly dimension: number;
  /** P. */
  readonly patterns: number;
}

/** Random matrices from which mean and deviation are taken. */
const draws = 200;

/**
 * The chance that N random directions overlap by so much, within rotations and reflections, with one of P patterns: the
 * entries of (1/N) sum_i p_i s_i^T are then nearly normal of variance 1 / (N D^2), and the sum of their singular values, for
 * D above 2, too. For D = 2 it is the larger of two resultants, each above r with chance e^(-N r^2).
 */
export function chanceOfOverlap(overlap: number, { neurons: N, dimension: D, patterns }: OverlapSizes): number {
  if (D === 2) return 1 - (1 - Math.exp(-N * overlap ** 2)) ** (2 * patterns);
  const [mean, deviation] = momentsOf(D);
  const one = upperTailOf((overlap * D * Math.sqrt(N) - mean) / deviation);
  return 1 - (1 - one) ** patterns;
}

const known = new Map<number, readonly [number, number]>();

/** Mean and deviation of the sum of the singular values of a D x D matrix of normal entries. */
function momentsOf(D: number): readonly [number, number] {
  const found = known.get(D);
  if (found !== undefined) return found;
  const key = RandomKey.fromSeed(0).fold('overlap').fold(D);
  const sums = Array.from({ length: draws }, (_, n) =>
    singularValues(key.fold(n).normal(D * D), D).reduce((sum, value) => sum + value, 0),
  );
  const mean = sums.reduce((sum, each) => sum + each, 0) / draws;
  const square = sums.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const moments = [mean, Math.sqrt(square / (draws - 1))] as const;
  known.set(D, moments);
  return moments;
}

function upperTailOf(z: number): number {
  return z >= 0 ? upperTail(z) : 1 - upperTail(-z);
}
