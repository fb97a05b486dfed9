/** Scalar functions in forms that stay finite for every finite input. */

/** log(1 + e^x). */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** log cosh x = |x| + softplus(-2|x|) - log 2. */
export function logCosh(x: number): number {
  const magnitude = Math.abs(x);
  return magnitude + Math.log1p(Math.exp(-2 * magnitude)) - Math.LN2;
}

/** 1 / (1 + e^-x). */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

const geluScale = Math.sqrt(2 / Math.PI);
const geluCubic = 0.044715;

/** GELU in its tanh form, with its first and second derivative (Hendrycks and Gimpel, arXiv 1606.08415). */
export function gelu(z: number): readonly [value: number, first: number, second: number] {
  const t = Math.tanh(geluScale * (z + geluCubic * z * z * z));
  const inner = geluScale * (1 + 3 * geluCubic * z * z);
  const slope = (1 - t * t) * inner;
  const curve = -2 * t * slope * inner + (1 - t * t) * geluScale * 6 * geluCubic * z;
  return [0.5 * z * (1 + t), 0.5 * (1 + t) + 0.5 * z * slope, slope + 0.5 * z * curve];
}
