import { checkValues, largestOf, smallestOf, ValueError } from '@hkmem/backend';
import { innerProduct, type SymmetricProduct } from '@hkmem/energy';
import { SpectralBoundError } from './errors.ts';
import { checkSearch, outliersOf } from './outlying-pairs.ts';

/** Bounds of the eigenvalues of W = (V + V^T) / 2, and what of W must stay. */
export interface SpectrumBoundOptions {
  /** Least eigenvalue. */
  readonly low: number;
  /** Largest eigenvalue. */
  readonly high: number;
  /** W_ii, [N] or one for all; the diagonal is free if absent. */
  readonly selfWeights?: number | ArrayLike<number>;
  /** Pairs of units that have no weight, and keep none. */
  readonly absent?: (i: number, j: number) => boolean;
  /** How far eigenvalues may lie beyond the bounds, relative to high - low; default 1e-3. */
  readonly tolerance?: number;
  /** Lanczos steps of the first look; default 48. Looks get longer where many eigenvalues lie beyond. */
  readonly steps?: number;
  /** Passes of clipping, at most, before what remains beyond is drawn in; default 12. */
  readonly passes?: number;
  /** Of the random starts; another one at each call sees what the last may have missed. Default 1. */
  readonly seed?: number;
}

/** A matrix within its bounds. */
export interface BoundedSpectrum {
  /** W [N, N], symmetric. */
  readonly weights: Float64Array;
  /** Eigenvalues that were brought within the bounds, summed over passes. */
  readonly clipped: number;
  /** Factor by which W was drawn to its diagonal in the end; 1 if it was not. */
  readonly shrunk: number;
  /** Products with W that it took. */
  readonly products: number;
}

/**
 * Brings the eigenvalues of a symmetric matrix within bounds, changing little: those beyond, found by Lanczos steps, are
 * moved to the bound, which is the nearest such matrix (Higham, Linear Algebra Appl. 103, 1988); where self-weights or
 * absent pairs must stay, they are put back and it is done again (alternating projections on two convex sets that meet).
 * What remains beyond is taken off by drawing W to its diagonal. Without a decomposition unless many eigenvalues are
 * beyond: cheap enough for every few updates of a training.
 * @throws {SpectralBoundError} if a self-weight lies beyond the bounds, since then no such matrix exists.
 * @throws {ValueError | ShapeError | NonFiniteError} on bounds without room or arrays that do not fit.
 */
export function boundSpectrum(V: ArrayLike<number>, neurons: number, options: SpectrumBoundOptions): BoundedSpectrum {
  const { low, high, absent, tolerance = 1e-3, seed = 1, passes = 12 } = options;
  const held = checkedBounds(options, neurons);
  checkSearch(options);
  checkValues('matrix', V, [neurons, neurons]);
  const W = symmetric(V, neurons, held, absent);
  const product: SymmetricProduct = (v, out) => {
    for (let i = 0; i < neurons; i++) out[i]! += innerProduct(W.subarray(i * neurons, (i + 1) * neurons), v);
  };
  const slack = 0.5 * tolerance * (high - low);
  let steps = Math.min(neurons, Math.max(options.steps ?? 48, 2));
  let [clipped, products] = [0, 0];
  for (let pass = 0; pass < passes; pass++) {
    const { pairs, more, ends } = outliersOf(product, neurons, [low, high], slack, steps, seed + pass);
    products += steps;
    if (pairs.length === 0 && !more) return finished(W, neurons, options, ends, { clipped, products });
    for (const { value, vector } of pairs) clip(W, vector, value - Math.min(Math.max(value, low), high));
    clipped += pairs.length;
    if (more) steps = Math.min(neurons, 2 * steps);
    if (pairs.length > 0) putBack(W, neurons, held, absent);
  }
  const { ends } = outliersOf(product, neurons, [low, high], slack, steps, seed + passes);
  return finished(W, neurons, options, ends, { clipped, products: products + steps });
}

/** The self-weights, [N]. @throws {SpectralBoundError | ValueError | ShapeError} as `boundSpectrum`, for any matrix. */
export function checkedBounds(
  { low, high, selfWeights }: Pick<SpectrumBoundOptions, 'low' | 'high' | 'selfWeights'>,
  neurons: number,
): Float64Array | undefined {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new ValueError('spectral bound', `${low} to ${high}`, 'two finite numbers, the lower one first');
  }
  if (selfWeights === undefined) return undefined;
  const held =
    typeof selfWeights === 'number' ? new Float64Array(neurons).fill(selfWeights) : Float64Array.from(selfWeights);
  checkValues('self-weights', held, [neurons]);
  held.forEach((weight, unit) => {
    if (weight < low || weight > high) throw new SpectralBoundError(unit, weight, low, high);
  });
  return held;
}

function symmetric(
  V: ArrayLike<number>,
  N: number,
  held: Float64Array | undefined,
  absent: SpectrumBoundOptions['absent'],
): Float64Array {
  const W = new Float64Array(N * N);
  for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) W[i * N + j] = (V[i * N + j]! + V[j * N + i]!) / 2;
  putBack(W, N, held, absent);
  return W;
}

function putBack(
  W: Float64Array,
  N: number,
  held: Float64Array | undefined,
  absent: SpectrumBoundOptions['absent'],
): void {
  held?.forEach((weight, i) => {
    W[i * (N + 1)] = weight;
  });
  if (absent === undefined) return;
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < i; j++) if (absent(j, i)) W[i * N + j] = W[j * N + i] = 0;
  }
}

/** W -= excess v v^T. */
function clip(W: Float64Array, v: Float64Array, excess: number): void {
  const N = v.length;
  for (let i = 0; i < N; i++) {
    for (let j = 0; j <= i; j++) {
      // The product of both entries first, so that W stays symmetric to the bit.
      const entry = W[i * N + j]! - excess * (v[i]! * v[j]!);
      W[i * N + j] = entry;
      W[j * N + i] = entry;
    }
  }
}

/** Draws W to its diagonal as far as its ends ask for: eigenvalues of D + t (W - D) lie between those of D and of W. */
function finished(
  W: Float64Array,
  N: number,
  { low, high }: SpectrumBoundOptions,
  [smallest, largest]: readonly [number, number],
  cost: { readonly clipped: number; readonly products: number },
): BoundedSpectrum {
  const diagonal = Float64Array.from({ length: N }, (_, i) => W[i * (N + 1)]!);
  const [least, most] = [smallestOf(diagonal), largestOf(diagonal)];
  const above = largest > high ? (high - most) / (largest - most) : 1;
  const below = smallest < low ? (least - low) / (least - smallest) : 1;
  const shrunk = Math.max(0, Math.min(above, below, 1));
  if (shrunk < 1) for (let k = 0; k < W.length; k++) if (k % (N + 1) !== 0) W[k]! *= shrunk;
  return { weights: W, shrunk, ...cost };
}
