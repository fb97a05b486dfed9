import { CombineBlock, STRETCH, sumTerms } from './combine';
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

/**
 * The same for error / (atol + rtol max(|before|, |after|)), of x and s together; the error is a sum of terms, made a
 * stretch at a time. It begins as a `CombineBlock`.
 */
@unmanaged
class ErrorSumBlock {
  /** Bytes of a stretch for each thread. */
  scratch: usize;
  count: i32;
  v0: usize;
  v1: usize;
  v2: usize;
  v3: usize;
  v4: usize;
  v5: usize;
  v6: usize;
  v7: usize;
  v8: usize;
  c0: f32;
  c1: f32;
  c2: f32;
  c3: f32;
  c4: f32;
  c5: f32;
  c6: f32;
  c7: f32;
  c8: f32;
  before: usize;
  after: usize;
  /** Tiles of the batch, and vectors of one tile in x and in s. */
  tiles: i32;
  perX: i32;
  perS: i32;
  sums: usize;
  rtol: f32;
  atol: f32;
}

export function errorSum(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<ErrorSumBlock>(block);
  const perX = <usize>b.perX * VECTOR;
  const perS = <usize>b.perS * VECTOR;
  const s = <usize>b.tiles * perX;
  const scratch = b.scratch + thread * STRETCH;
  for (let tile = begin; tile < end; tile++) {
    const sums = b.sums + tile * WIDE;
    errorPart(block, scratch, <usize>tile * perX, perX, sums);
    errorPart(block, scratch, s + <usize>tile * perS, perS, sums);
  }
}

function errorPart(block: usize, scratch: usize, begin: usize, bytes: usize, sums: usize): void {
  const b = changetype<ErrorSumBlock>(block);
  const rtol = f32x4.splat(b.rtol);
  const atol = f32x4.splat(b.atol);
  const last = begin + bytes;
  for (let first = begin; first < last; first += STRETCH) {
    const stop = min(first + STRETCH, last);
    const error = scratch - first;
    sumTerms(changetype<CombineBlock>(block), error, first, stop);
    for (let at = first; at < stop;) {
      const run = min(at + RUN, stop);
      let sum = zero();
      for (; at < run; at += VECTOR) {
        const size = f32x4.max(f32x4.abs(v128.load(b.before + at)), f32x4.abs(v128.load(b.after + at)));
        const ratio = f32x4.div(v128.load(error + at), f32x4.add(atol, f32x4.mul(rtol, size)));
        sum = f32x4.add(sum, f32x4.mul(ratio, ratio));
      }
      addWide(sums, sum);
    }
  }
}
