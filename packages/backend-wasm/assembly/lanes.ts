/**
 * Vectors of four float32 lanes, one lane a sample. A batch of B samples is held as T = ceil(B / 4) tiles: a quantity
 * per neuron is [T][N][4], one per oscillator [T][N][D][4]. Lanes past B hold zeros.
 */

/** Samples of one tile. */
export const LANES: i32 = 4;

/** Bytes of one vector. */
export const VECTOR: i32 = 16;

/** Bytes of one float64 for each sample of a tile. */
export const WIDE: i32 = 32;

@inline
export function zero(): v128 {
  return f32x4.splat(0);
}

/** a b + c; one rounding in the relaxed variant, two in the plain one. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** max(x, floor) by one comparison, where f32x4.max takes nine instructions to order zeros; NaN stays NaN. */
@inline
export function atLeast(x: v128, floor: v128): v128 {
  return f32x4.pmax(x, floor);
}

/** min(x, ceiling) in the same way. */
@inline
export function atMost(x: v128, ceiling: v128): v128 {
  return f32x4.pmin(x, ceiling);
}

/** c - a b. */
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

/** Lane by lane sums of four vectors: (sum a, sum b, sum c, sum d). */
@inline
export function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** The same of three vectors; the last lane of the result is of no use. */
@inline
export function threeLaneSums(a: v128, b: v128, c: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cc = f32x4.add(c, v128.shuffle<f32>(c, c, 2, 3, 2, 3));
  return f32x4.add(v128.shuffle<f32>(ab, cc, 0, 1, 4, 4), v128.shuffle<f32>(ab, cc, 2, 3, 5, 5));
}

/** (a0 + a2) + (a1 + a3). */
@inline
export function laneSum(a: v128): f32 {
  const half = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 2, 3));
  return f32x4.extract_lane(half, 0) + f32x4.extract_lane(half, 1);
}

/** Adds the four lanes of `value` to the four float64 at `pointer`. */
@inline
export function addWide(pointer: usize, value: v128): void {
  const low = f64x2.promote_low_f32x4(value);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(value, value, 2, 3, 2, 3));
  v128.store(pointer, f64x2.add(v128.load(pointer), low));
  v128.store(pointer, f64x2.add(v128.load(pointer, 16), high), 16);
}

/** -1 in lanes that are set of a mask of the samples a tile holds: all ones for the first `count` lanes. */
@inline
export function firstLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}
