import { exp } from './exponential';
import { madd, VECTOR, zero } from './lanes';

/** Lagrangians of all units of a layer together, which count on from those of `threshold.ts`. */
export const SOFTMAX: i32 = -1;
export const SPHERICAL_NORM: i32 = -3;
export const LAYER_NORM: i32 = -4;
export const LOG_SUM_RELU: i32 = -5;

/** Vectors that a tile leaves of a joint L: the largest y = beta x (softmax), and the sum that L is a function of. */
export const EXTREMES: i32 = 2;

/** What is added under roots and logarithms: `jointEpsilon` of the contract. */
const EPSILON: f32 = 1e-5;

/** beta of a layer, in all lanes. */
@inline
export function inverseTemperature(parameters: usize): v128 {
  return v128.load32_splat(load<usize>(parameters));
}

@inline
function one(): v128 {
  return f32x4.splat(1.0);
}

@inline
function perUnit(sum: v128, bytes: usize): v128 {
  return f32x4.div(sum, f32x4.splat(<f32>(bytes / VECTOR)));
}

function largestOf(x: usize, bytes: usize, beta: v128): v128 {
  let largest = f32x4.mul(beta, v128.load(x));
  for (let at: usize = VECTOR; at < bytes; at += VECTOR) {
    largest = f32x4.max(largest, f32x4.mul(beta, v128.load(x + at)));
  }
  return largest;
}

/** Mean of y for layer norm, else 0. */
function centreOf(kind: i32, x: usize, bytes: usize, beta: v128): v128 {
  if (kind != LAYER_NORM) return zero();
  let sum = zero();
  for (let at: usize = 0; at < bytes; at += VECTOR) sum = madd(beta, v128.load(x + at), sum);
  return perUnit(sum, bytes);
}

/** Sum of (y - centre)^2, or of relu(1 + y). */
function sumOf(kind: i32, x: usize, bytes: usize, beta: v128, centre: v128): v128 {
  let sum = zero();
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    const y = f32x4.mul(beta, v128.load(x + at));
    if (kind == LOG_SUM_RELU) sum = f32x4.add(sum, f32x4.pmax(f32x4.add(one(), y), zero()));
    else {
      const off = f32x4.sub(y, centre);
      sum = madd(off, off, sum);
    }
  }
  return sum;
}

/** 1 / length of y, 1 / deviation of y, or 1 / sum of relu(1 + y). */
@inline
function scaleOf(kind: i32, sum: v128, bytes: usize): v128 {
  const epsilon = f32x4.splat(EPSILON);
  if (kind == LOG_SUM_RELU) return f32x4.div(one(), f32x4.add(epsilon, sum));
  const square = kind == LAYER_NORM ? perUnit(sum, bytes) : sum;
  return f32x4.div(one(), f32x4.sqrt(f32x4.add(epsilon, square)));
}

/** g(beta x) of the units of a tile; 0 in lanes without a sample. */
export function jointActivity(kind: i32, x: usize, g: usize, bytes: usize, parameters: usize, mask: v128): void {
  const beta = inverseTemperature(parameters);
  if (kind == SOFTMAX) {
    softmax(x, g, bytes, beta, mask);
    return;
  }
  const centre = centreOf(kind, x, bytes, beta);
  const scale = v128.and(mask, scaleOf(kind, sumOf(kind, x, bytes, beta, centre), bytes));
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    const y = f32x4.mul(beta, v128.load(x + at));
    if (kind == LOG_SUM_RELU) v128.store(g + at, v128.and(scale, f32x4.gt(y, f32x4.splat(-1.0))));
    else v128.store(g + at, f32x4.mul(scale, f32x4.sub(y, centre)));
  }
}

/** e^(y - max) / sum e^(y - max). */
function softmax(x: usize, g: usize, bytes: usize, beta: v128, mask: v128): void {
  const largest = largestOf(x, bytes, beta);
  let total = zero();
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    const e = exp(f32x4.sub(f32x4.mul(beta, v128.load(x + at)), largest));
    total = f32x4.add(total, e);
    v128.store(g + at, e);
  }
  const scale = v128.and(mask, f32x4.div(one(), total));
  for (let at: usize = 0; at < bytes; at += VECTOR) v128.store(g + at, f32x4.mul(scale, v128.load(g + at)));
}

/**
 * out = beta H(beta x) v - u with H of L at inverse temperature 1; the row at `gradient`, if it is not 0, takes what each
 * unit adds to the gradient of beta, x H v.
 */
export function jointVjp(
  kind: i32,
  x: usize,
  g: usize,
  v: usize,
  u: usize,
  out: usize,
  bytes: usize,
  parameters: usize,
  gradient: usize,
): void {
  const beta = inverseTemperature(parameters);
  let scale = one();
  if (kind == SPHERICAL_NORM || kind == LAYER_NORM) {
    scale = scaleOf(kind, sumOf(kind, x, bytes, beta, centreOf(kind, x, bytes, beta)), bytes);
  }
  const centre = centreOf(kind, v, bytes, one());
  let along = zero();
  for (let at: usize = 0; at < bytes; at += VECTOR) along = madd(v128.load(g + at), v128.load(v + at), along);
  if (kind == LAYER_NORM) along = perUnit(along, bytes);
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    const own = v128.load(g + at);
    let h: v128;
    if (kind == SOFTMAX) h = f32x4.mul(own, f32x4.sub(v128.load(v + at), along));
    else if (kind == LOG_SUM_RELU) h = f32x4.neg(f32x4.mul(own, along));
    else h = f32x4.mul(scale, f32x4.sub(f32x4.sub(v128.load(v + at), centre), f32x4.mul(own, along)));
    v128.store(out + at, f32x4.sub(f32x4.mul(beta, h), v128.load(u + at)));
    if (gradient != 0) v128.store(gradient + at, f32x4.mul(v128.load(x + at), h));
  }
}

/** Leaves what L follows from at `out`, [2][4]. */
export function jointExtremes(kind: i32, x: usize, bytes: usize, parameters: usize, out: usize): void {
  const beta = inverseTemperature(parameters);
  if (kind != SOFTMAX) {
    v128.store(out, zero());
    v128.store(out, sumOf(kind, x, bytes, beta, centreOf(kind, x, bytes, beta)), VECTOR);
    return;
  }
  const largest = largestOf(x, bytes, beta);
  let total = zero();
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    total = f32x4.add(total, exp(f32x4.sub(f32x4.mul(beta, v128.load(x + at)), largest)));
  }
  v128.store(out, largest);
  v128.store(out, total, VECTOR);
}
