import { laneSum, madd, zero } from '../../backend-wasm/assembly/lanes';

/**
 * out = x with every consecutive pair of channels of a head multiplied by the 2 x 2 matrix of its place: part `part` of
 * `parts` of rows [B P, parts C], `matrices` [P, d/2, 2, 2]. With `transposed` by the matrices' transposes.
 */
export function turn(
  batch: i32,
  places: i32,
  heads: i32,
  pairs: i32,
  parts: i32,
  part: i32,
  x: usize,
  matrices: usize,
  out: usize,
  transposed: i32,
): void {
  const half = 4 * heads;
  const row = parts * pairs * 2 * half;
  for (let b = 0; b < batch; b++) {
    for (let place = 0; place < places; place++) {
      let at = (b * places + place) * row + part * pairs * 2 * half;
      let matrix = matrices + place * pairs * 16;
      for (let pair = 0; pair < pairs; pair++) {
        const a = load<f32>(matrix);
        const d = load<f32>(matrix, 12);
        const second = load<f32>(matrix, 4);
        const third = load<f32>(matrix, 8);
        turnPair(x + at, out + at, half, a, transposed ? third : second, transposed ? second : third, d);
        at += 2 * half;
        matrix += 16;
      }
    }
  }
}

@inline
function turnPair(x: usize, out: usize, half: i32, a: f32, b: f32, c: f32, d: f32): void {
  let at = 0;
  for (; at + 16 <= half; at += 16) {
    const u = v128.load(x + at);
    const v = v128.load(x + at + half);
    v128.store(out + at, madd(f32x4.splat(a), u, f32x4.mul(f32x4.splat(b), v)));
    v128.store(out + at + half, madd(f32x4.splat(c), u, f32x4.mul(f32x4.splat(d), v)));
  }
  for (; at < half; at += 4) {
    const u = load<f32>(x + at);
    const v = load<f32>(x + at + half);
    store<f32>(out + at, a * u + b * v);
    store<f32>(out + at + half, c * u + d * v);
  }
}

/** Gradients of the matrices of a part, [P, d/2, 2, 2], summed over samples and heads. */
export function turnMatricesVjp(
  batch: i32,
  places: i32,
  heads: i32,
  pairs: i32,
  parts: i32,
  part: i32,
  x: usize,
  cotangent: usize,
  out: usize,
): void {
  const half = 4 * heads;
  const row = parts * pairs * 2 * half;
  for (let place = 0; place < places; place++) {
    for (let pair = 0; pair < pairs; pair++) {
      let m0 = zero(), m1 = zero(), m2 = zero(), m3 = zero();
      let s0: f32 = 0, s1: f32 = 0, s2: f32 = 0, s3: f32 = 0;
      for (let b = 0; b < batch; b++) {
        const start = (b * places + place) * row + (part * pairs + pair) * 2 * half;
        let at = start;
        for (; at + 16 <= start + half; at += 16) {
          const u = v128.load(x + at);
          const v = v128.load(x + at + half);
          const first = v128.load(cotangent + at);
          const second = v128.load(cotangent + at + half);
          m0 = madd(first, u, m0);
          m1 = madd(first, v, m1);
          m2 = madd(second, u, m2);
          m3 = madd(second, v, m3);
        }
        for (; at < start + half; at += 4) {
          const u = load<f32>(x + at);
          const v = load<f32>(x + at + half);
          const first = load<f32>(cotangent + at);
          const second = load<f32>(cotangent + at + half);
          s0 += first * u;
          s1 += first * v;
          s2 += second * u;
          s3 += second * v;
        }
      }
      const to = out + (place * pairs + pair) * 16;
      store<f32>(to, s0 + laneSum(m0));
      store<f32>(to, s1 + laneSum(m1), 4);
      store<f32>(to, s2 + laneSum(m2), 8);
      store<f32>(to, s3 + laneSum(m3), 12);
    }
  }
}
