import { RandomKey, ValueError } from '@hkmem/backend';
import { Lanczos } from './lanczos.ts';

/** out += A v of a symmetric matrix A [n, n]. */
export type SymmetricProduct = (v: Float64Array, out: Float64Array) => void;

/** Bounds of an eigenvalue. */
export interface EigenvalueBounds {
  /** Not above it. */
  readonly low: number;
  /** Not below it. */
  readonly high: number;
}

/** The ends of a spectrum. */
export interface SpectrumEnds {
  /** Of the largest eigenvalue; `low` is the Rayleigh quotient of `largestVector`. */
  readonly largest: EigenvalueBounds;
  /** Of the smallest eigenvalue; `high` is a Rayleigh quotient. */
  readonly smallest: EigenvalueBounds;
  /** [n], of length 1. */
  readonly largestVector: Float64Array;
  /** Products that it took. */
  readonly steps: number;
}

/** When `extremeEigenvalues` may stop, and what it starts from. */
export interface ExtremeEigenvalueOptions {
  /** Width of the bounds relative to the width of the spectrum that is good enough; default 1e-3. */
  readonly tolerance?: number;
  /** Stops earlier once this says that the bounds of the largest eigenvalue are good enough. */
  readonly decided?: (largest: EigenvalueBounds) => boolean;
  /** Products at most; default 600. */
  readonly steps?: number;
  /** Of the random start; default 1. */
  readonly seed?: number;
}

/** Probability with which a random start may break the bounds. */
const risk = 1e-12;
/** Products between looks at the bounds. */
const stride = 8;

/**
 * Bounds of the largest and the smallest eigenvalue by Lanczos steps from a random start. A Ritz value is a bound from
 * inside. From outside: after k steps the distance exceeds epsilon times the width of the spectrum with a probability of
 * at most 1.648 sqrt(n) exp(-sqrt(epsilon) (2k - 1)) (Kuczyński and Woźniakowski, SIAM J. Matrix Anal. Appl. 13, 1992,
 * theorem 4.2), here 1e-12. Once the start's space is used up, Ritz values are eigenvalues. Rounding is added.
 * @throws {ValueError} on a size or a number of products that is no whole number from 1, or a tolerance below 0.
 */
export function extremeEigenvalues(
  product: SymmetricProduct,
  n: number,
  { tolerance = 1e-3, decided, steps = 600, seed = 1 }: ExtremeEigenvalueOptions = {},
): SpectrumEnds {
  for (const [name, value] of Object.entries({ n, steps })) {
    if (!(Number.isSafeInteger(value) && value >= 1)) throw new ValueError(name, value, 'a whole number from 1');
  }
  if (!(tolerance >= 0)) throw new ValueError('tolerance', tolerance, 'a number from 0');
  const lanczos = new Lanczos(RandomKey.fromSeed(seed).fold('lanczos').normal(n));
  const most = Math.min(n, steps);
  for (;;) {
    const image = new Float64Array(n);
    product(lanczos.vector!, image);
    lanczos.absorb(image);
    const k = lanczos.steps;
    const whole = lanczos.vector === undefined || k >= n;
    if (!whole && k < most && k % stride !== 0) continue;
    const { values } = lanczos.eigen();
    const [bottom, top] = [values[0]!, values[k - 1]!];
    const rounding = 4 * n * Number.EPSILON * Math.max(Math.abs(bottom), Math.abs(top));
    const epsilon = (Math.log((1.648 * Math.sqrt(n)) / risk) / (2 * k - 1)) ** 2;
    const outside = whole ? 0 : epsilon < 0.25 ? (epsilon / (1 - 2 * epsilon)) * (top - bottom) : Infinity;
    const largest = { low: top - rounding, high: top + outside + rounding };
    const good = outside <= tolerance * (top - bottom) || decided?.(largest) === true;
    if (!whole && k < most && !good) continue;
    const smallest = { low: bottom - outside - rounding, high: bottom + rounding };
    const { vectors } = lanczos.eigen(true);
    return { largest, smallest, largestVector: lanczos.combine(vectors[k - 1]!), steps: k };
  }
}
