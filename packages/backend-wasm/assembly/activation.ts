import { sigmoid, tanh } from './exponential';
import { atLeast } from './lanes';

/** Names of activations by number, in the order of the contract's `activationNames`. */
export const RELU: i32 = 0;
export const TANH: i32 = 1;
export const SIGMOID: i32 = 2;
export const IDENTITY: i32 = 3;
export const SOFTMAX: i32 = 4;

/** g = dL/dx of a pointwise activation. */
@inline
export function activityOf(kind: i32, x: v128): v128 {
  if (kind == RELU) return atLeast(x, f32x4.splat(0));
  if (kind == TANH) return tanh(x);
  if (kind == SIGMOID) return sigmoid(x);
  return x;
}

/** The diagonal of d2L/dx2 times v, of a pointwise activation; relu's slope at 0 is 0. */
@inline
export function slopeTimes(kind: i32, x: v128, g: v128, v: v128): v128 {
  const one = f32x4.splat(1.0);
  if (kind == RELU) return v128.and(v, f32x4.gt(x, f32x4.splat(0)));
  if (kind == TANH) return f32x4.mul(v, f32x4.sub(one, f32x4.mul(g, g)));
  if (kind == SIGMOID) return f32x4.mul(v, f32x4.mul(g, f32x4.sub(one, g)));
  return v;
}
