import { atLeast, atMost, madd, nmadd } from './lanes';

/**
 * Exponential functions on four lanes, relative error below 1e-6, finite for every finite input; log relative to max(1, |log x|). The argument is
 * written as n log 2 + r with |r| <= log(2) / 2; e^r - 1 is its Taylor polynomial of degree 7 (remainder 5e-9).
 */

/** e^r - 1 for |r| <= log(2) / 2. */
@inline
function reducedExpm1(r: v128): v128 {
  let p = madd(r, f32x4.splat(1.0 / 5040.0), f32x4.splat(1.0 / 720.0));
  p = madd(p, r, f32x4.splat(1.0 / 120.0));
  p = madd(p, r, f32x4.splat(1.0 / 24.0));
  p = madd(p, r, f32x4.splat(1.0 / 6.0));
  p = madd(p, r, f32x4.splat(0.5));
  return madd(f32x4.mul(p, r), r, r);
}

/** The part of x that is left after n log 2 is taken off, log 2 in two parts so that n times the first is exact. */
@inline
function remainder(x: v128, n: v128): v128 {
  return nmadd(n, f32x4.splat(-2.12194440e-4), nmadd(n, f32x4.splat(0.693359375), x));
}

@inline
function wholeDoublings(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
}

/** 2^n for whole n from -126 to 127. */
@inline
function powerOfTwo(n: v128): v128 {
  const whole = ASC_FEATURE_RELAXED_SIMD ? i32x4.relaxed_trunc_f32x4_s(n) : i32x4.trunc_sat_f32x4_s(n);
  return i32x4.shl(i32x4.add(whole, i32x4.splat(127)), 23);
}

/** e^x, x limited to [-87, 88]. */
@inline
export function exp(x: v128): v128 {
  const limited = atMost(atLeast(x, f32x4.splat(-87.0)), f32x4.splat(88.0));
  const n = wholeDoublings(limited);
  const scale = powerOfTwo(n);
  return madd(reducedExpm1(remainder(limited, n)), scale, scale);
}

/** e^x - 1 for x from 0, limited to 88. */
@inline
function expm1(x: v128): v128 {
  const limited = atMost(x, f32x4.splat(88.0));
  const n = wholeDoublings(limited);
  const scale = powerOfTwo(n);
  return madd(reducedExpm1(remainder(limited, n)), scale, f32x4.sub(scale, f32x4.splat(1.0)));
}

/** tanh x = sign(x) m / (m + 2), m = e^(2|x|) - 1. */
@inline
export function tanh(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(0x80000000));
  const m = expm1(f32x4.mul(f32x4.abs(x), f32x4.splat(2.0)));
  return v128.or(f32x4.div(m, f32x4.add(m, f32x4.splat(2.0))), sign);
}

/** 1 / (1 + e^-x). */
@inline
export function sigmoid(x: v128): v128 {
  return f32x4.div(f32x4.splat(1.0), f32x4.add(f32x4.splat(1.0), exp(f32x4.neg(x))));
}

/** log(1 + y) for y in [0, 1]: 2 artanh z, z = y / (2 + y) <= 1/3, by its series to z^15. */
@inline
export function log1p(y: v128): v128 {
  const z = f32x4.div(y, f32x4.add(y, f32x4.splat(2.0)));
  const square = f32x4.mul(z, z);
  let p = madd(square, f32x4.splat(2.0 / 15.0), f32x4.splat(2.0 / 13.0));
  p = madd(p, square, f32x4.splat(2.0 / 11.0));
  p = madd(p, square, f32x4.splat(2.0 / 9.0));
  p = madd(p, square, f32x4.splat(2.0 / 7.0));
  p = madd(p, square, f32x4.splat(2.0 / 5.0));
  p = madd(p, square, f32x4.splat(2.0 / 3.0));
  return madd(f32x4.mul(p, square), z, f32x4.mul(z, f32x4.splat(2.0)));
}

/**
 * log x for x from 1.2e-38, below which it is limited; NaN for none. x = m 2^e with m from sqrt(1/2) to sqrt(2), and
 * log m = 2 artanh z, z = (m - 1) / (m + 1), |z| < 0.172, by its series to z^9 (remainder 7e-10).
 */
@inline
export function log(x: v128): v128 {
  const limited = atLeast(x, f32x4.splat(1.17549435e-38));
  // Taking the bits of sqrt(1/2) off first puts m between its root and twice that.
  const shifted = i32x4.sub(limited, i32x4.splat(0x3f3504f3));
  const e = i32x4.shr_s(shifted, 23);
  const m = i32x4.sub(limited, i32x4.shl(e, 23));
  const one = f32x4.splat(1.0);
  const z = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const square = f32x4.mul(z, z);
  let p = madd(square, f32x4.splat(2.0 / 9.0), f32x4.splat(2.0 / 7.0));
  p = madd(p, square, f32x4.splat(2.0 / 5.0));
  p = madd(p, square, f32x4.splat(2.0 / 3.0));
  const small = madd(f32x4.mul(p, square), z, f32x4.mul(z, f32x4.splat(2.0)));
  return madd(f32x4.convert_i32x4_s(e), f32x4.splat(0.693147181), small);
}

/** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|). */
@inline
export function softplus(x: v128): v128 {
  return f32x4.add(atLeast(x, f32x4.splat(0)), log1p(exp(f32x4.neg(f32x4.abs(x)))));
}

/** log cosh x = |x| + log(1 + e^(-2|x|)) - log 2. */
@inline
export function logCosh(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const tail = log1p(exp(f32x4.mul(magnitude, f32x4.splat(-2.0))));
  return f32x4.add(f32x4.sub(magnitude, f32x4.splat(0.69314718)), tail);
}
