/** |a - b|^2. */
export function squareDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}

/** |x|^2. */
export function square(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! ** 2;
  return sum;
}

/** The least |p - q|^2 of two patterns; of one alone, which reaches as far as it is long, 4 |p|^2. */
export function leastSquareDistance(patterns: readonly Float64Array[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < patterns.length; k++) {
    for (let l = 0; l < k; l++) least = Math.min(least, squareDistance(patterns[k]!, patterns[l]!));
  }
  return least === Number.POSITIVE_INFINITY ? 4 * square(patterns[0]!) : least;
}
