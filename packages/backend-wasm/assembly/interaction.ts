import { MINUS_A, MINUS_B } from './edges';
import { sigmoid, tanh } from './exponential';
import { atLeast, madd, zero } from './lanes';

/** Pair interactions by number, in the order of the contract's `interactionNames`; NONE is a graph without one. */
export const NONE: i32 = -1;
export const LINEAR: i32 = 0;
export const RELU: i32 = 1;
export const SIGMOID: i32 = 2;
export const TANH: i32 = 3;
export const MLP_SHARED: i32 = 4;
export const MLP_PER_EDGE: i32 = 5;

/** What B multiplies in phi'(r): relu, sigmoid or tanh of r. */
@inline
export function shape(kind: i32, r: v128): v128 {
  if (kind == RELU) return atLeast(r, zero());
  if (kind == SIGMOID) return sigmoid(r);
  if (kind == TANH) return tanh(r);
  return zero();
}

/** -phi'(r) = -A - B y, y being the shape at r. */
@inline
export function minusForce(kind: i32, record: usize, y: v128): v128 {
  if (kind == NONE) return zero();
  const minusA = v128.load32_splat(record, MINUS_A);
  if (kind == LINEAR) return minusA;
  return madd(v128.load32_splat(record, MINUS_B), y, minusA);
}

/** -m phi''(r). */
@inline
export function minusSlopeTimes(kind: i32, record: usize, r: v128, y: v128, m: v128): v128 {
  if (kind == NONE || kind == LINEAR) return zero();
  const scaled = f32x4.mul(m, v128.load32_splat(record, MINUS_B));
  if (kind == RELU) return v128.and(scaled, f32x4.gt(r, zero()));
  const one = f32x4.splat(1.0);
  if (kind == SIGMOID) return f32x4.mul(scaled, f32x4.mul(y, f32x4.sub(one, y)));
  return f32x4.mul(scaled, f32x4.sub(one, f32x4.mul(y, y)));
}
