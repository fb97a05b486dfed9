import { addWide, VECTOR, WIDE, zero } from './lanes';

/** Vectors summed in float32 before the sum goes on in float64. */
const RUN: usize = 32 * VECTOR;

/**
 * Per sample, the sum of squares of one part (x or s) of a state, added to the four float64 of its tile. An item is a
 * tile.
 */
@unmanaged
class SquareSumBlock {
  values: usize;
  /** Vectors of one tile. */
  size: i32;
  sums: usize;
}

export function squareSum(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<SquareSumBlock>(block);
  const bytes = <usize>b.size * VECTOR;
  for (let tile = begin; tile < end; tile++) {
    let at = b.values + <usize>tile * bytes;
    const last = at + bytes;
    while (at < last) {
      const stop = min(at + RUN, last);
      let sum = zero();
      for (; at < stop; at += VECTOR) {
        const v = v128.load(at);
        sum = f32x4.add(sum, f32x4.mul(v, v));
      }
      addWide(b.sums + tile * WIDE, sum);
    }
  }
}

/** The same for error / (atol + rtol max(|before|, |after|)). */
@unmanaged
class ErrorSumBlock {
  before: usize;
  after: usize;
  error: usize;
  size: i32;
  sums: usize;
  rtol: f32;
  atol: f32;
}

export function errorSum(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<ErrorSumBlock>(block);
  const bytes = <usize>b.size * VECTOR;
  const rtol = f32x4.splat(b.rtol);
  const atol = f32x4.splat(b.atol);
  for (let tile = begin; tile < end; tile++) {
    let at = <usize>tile * bytes;
    const last = at + bytes;
    while (at < last) {
      const stop = min(at + RUN, last);
      let sum = zero();
      for (; at < stop; at += VECTOR) {
        const size = f32x4.max(f32x4.abs(v128.load(b.before + at)), f32x4.abs(v128.load(b.after + at)));
        const ratio = f32x4.div(v128.load(b.error + at), f32x4.add(atol, f32x4.mul(rtol, size)));
        sum = f32x4.add(sum, f32x4.mul(ratio, ratio));
      }
      addWide(b.sums + tile * WIDE, sum);
    }
  }
}
