import { RandomKey, ValueError } from '@hkmem/backend';
import { Lanczos, type SymmetricProduct } from '@hkmem/energy';
import { checkWhole } from '../check-whole.ts';

/** An eigenvalue beyond a bound, with its eigenvector of length 1. */
export interface OutlyingPair {
  readonly value: number;
  readonly vector: Float64Array;
}

/** What a Lanczos run says of a symmetric matrix [n, n] beside bounds. */
export interface Outliers {
  /** Pairs beyond the bounds whose residual is small beside how far they are. */
  readonly pairs: readonly OutlyingPair[];
  /** Whether there are others beyond, not yet found well enough. */
  readonly more: boolean;
  /** Largest Ritz value and smallest one, each moved outwards by its residual. */
  readonly ends: readonly [smallest: number, largest: number];
}

/** Share of its distance from the bound that a pair's residual may be. */
const enough = 0.02;

/** Eigenpairs below `low - slack` and above `high + slack`, from `steps` Lanczos steps of a random start. */
export function outliersOf(
  product: SymmetricProduct,
  n: number,
  [low, high]: readonly [number, number],
  slack: number,
  steps: number,
  seed: number,
): Outliers {
  const lanczos = new Lanczos(RandomKey.fromSeed(seed).fold('spectrum').normal(n));
  while (lanczos.vector !== undefined && lanczos.steps < steps) {
    const image = new Float64Array(n);
    product(lanczos.vector, image);
    lanczos.absorb(image);
  }
  const { values, vectors } = lanczos.eigen(true);
  const whole = lanczos.vector === undefined || lanczos.steps >= n;
  const residual = (k: number): number => (whole ? 0 : Math.abs(lanczos.remainder * vectors[k]!.at(-1)!));
  const pairs: OutlyingPair[] = [];
  let more = false;
  values.forEach((value, k) => {
    const beyond = Math.max(value - high, low - value);
    if (!(beyond > slack)) return;
    if (residual(k) > enough * beyond) more = true;
    else pairs.push({ value, vector: lanczos.combine(vectors[k]!) });
  });
  const last = values.length - 1;
  return { pairs, more, ends: [values[0]! - residual(0), values[last]! + residual(last)] };
}

/** @throws {ValueError} on a tolerance that is not above 0, or on numbers of steps or passes that are no whole numbers from 1. */
export function checkSearch({
  tolerance = 1,
  steps = 1,
  passes = 1,
}: {
  readonly tolerance?: number;
  readonly steps?: number;
  readonly passes?: number;
}): void {
  if (!(tolerance > 0)) throw new ValueError('tolerance', tolerance, 'a number above 0');
  checkWhole('steps', steps, 1);
  checkWhole('passes', passes, 1);
}
