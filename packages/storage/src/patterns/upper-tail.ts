/** The chance that a standard normal exceeds z >= 0 (Abramowitz, Stegun 7.1.26; error below 1e-7). */
export function upperTail(z: number): number {
  const t = 1 / (1 + (0.3275911 * z) / Math.SQRT2);
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return (polynomial * Math.exp((-z * z) / 2)) / 2;
}

/** The z at which a standard normal exceeds z with chance p, 0 < p < 1/2, within 1e-6. */
export function upperQuantile(p: number): number {
  let [low, high] = [0, 40];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (upperTail(middle) > p) low = middle;
    else high = middle;
  }
  return low;
}
