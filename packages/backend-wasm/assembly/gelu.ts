import { tanh } from './exponential';
import { madd } from './lanes';

/**
 * GELU in its tanh form and its derivatives (arXiv 1606.08415): z (1 + t) / 2, t = tanh(q (z + c z^3)),
 * q = sqrt(2 / pi), c = 0.044715.
 */
const SCALE: f32 = 0.7978845608;
const CUBIC: f32 = 0.044715;

/** t at z. */
@inline
export function geluTanh(z: v128): v128 {
  const square = f32x4.mul(z, z);
  const inner = madd(square, f32x4.splat(CUBIC), f32x4.splat(1.0));
  return tanh(f32x4.mul(f32x4.mul(z, f32x4.splat(SCALE)), inner));
}

@inline
export function gelu(z: v128, t: v128): v128 {
  return f32x4.mul(f32x4.mul(z, f32x4.splat(0.5)), f32x4.add(f32x4.splat(1.0), t));
}

/** dt/dz. */
@inline
function tanhSlope(z: v128, t: v128): v128 {
  return f32x4.mul(f32x4.sub(f32x4.splat(1.0), f32x4.mul(t, t)), innerSlope(z));
}

/** q (1 + 3 c z^2). */
@inline
function innerSlope(z: v128): v128 {
  return f32x4.mul(f32x4.splat(SCALE), madd(f32x4.mul(z, z), f32x4.splat(3 * CUBIC), f32x4.splat(1.0)));
}

@inline
export function geluFirst(z: v128, t: v128): v128 {
  const sum = f32x4.add(f32x4.splat(1.0), madd(z, tanhSlope(z, t), t));
  return f32x4.mul(f32x4.splat(0.5), sum);
}

@inline
export function geluSecond(z: v128, t: v128): v128 {
  const slope = tanhSlope(z, t);
  const bend = f32x4.mul(f32x4.sub(f32x4.splat(1.0), f32x4.mul(t, t)), f32x4.mul(z, f32x4.splat(6 * SCALE * CUBIC)));
  const curve = f32x4.sub(bend, f32x4.mul(f32x4.mul(f32x4.splat(2.0), t), f32x4.mul(slope, innerSlope(z))));
  return madd(f32x4.mul(z, f32x4.splat(0.5)), curve, slope);
}
