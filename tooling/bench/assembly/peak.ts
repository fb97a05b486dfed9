/**
 * Arithmetic alone: 12 sums of four numbers each stay in registers, and no memory is touched.
 *
 * A step is c a + b with a just below 1, so that every sum tends to b / (1 - a) and stays an ordinary number: one
 * operation with relaxed SIMD, two without. The 12 sums are independent, which is more than the units' latency asks for.
 * a and b come in as arguments: V8 builds a vector that is written in the code anew for every operation that uses it,
 * which would be all that is measured.
 */
function step(c: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(c, a, b);
  return f32x4.add(f32x4.mul(c, a), b);
}

/** Runs `rounds` rounds of 12 steps, 96 floating-point operations each; returns the sum of all, so that it is needed. */
export function peak(rounds: i32, factor: f32, addend: f32): f32 {
  const a = f32x4.splat(factor);
  const b = f32x4.splat(addend);
  let c0 = f32x4.splat(0.5), c1 = f32x4.splat(0.6), c2 = f32x4.splat(0.7), c3 = f32x4.splat(0.8);
  let c4 = f32x4.splat(0.9), c5 = f32x4.splat(1.1), c6 = f32x4.splat(1.2), c7 = f32x4.splat(1.3);
  let c8 = f32x4.splat(1.4), c9 = f32x4.splat(1.5), c10 = f32x4.splat(1.6), c11 = f32x4.splat(1.7);
  for (let n = 0; n < rounds; n++) {
    c0 = step(c0, a, b); c1 = step(c1, a, b); c2 = step(c2, a, b); c3 = step(c3, a, b);
    c4 = step(c4, a, b); c5 = step(c5, a, b); c6 = step(c6, a, b); c7 = step(c7, a, b);
    c8 = step(c8, a, b); c9 = step(c9, a, b); c10 = step(c10, a, b); c11 = step(c11, a, b);
  }
  const low = f32x4.add(f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3)), f32x4.add(c4, c5));
  const high = f32x4.add(f32x4.add(f32x4.add(c6, c7), f32x4.add(c8, c9)), f32x4.add(c10, c11));
  const sum = f32x4.add(low, high);
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
}
