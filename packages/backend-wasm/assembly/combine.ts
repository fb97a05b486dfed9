import { madd, VECTOR } from './lanes';

/**
 * out = sum of terms c v, vectors of a state in order. Terms are taken four at a time over stretches that stay in the
 * nearest cache; `out` may be the first term. An item is a vector.
 */
@unmanaged
export class CombineBlock {
  out: usize;
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
}

/** Bytes of a stretch. */
export const STRETCH: i32 = 4096;

export function combine(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<CombineBlock>(block);
  const last = <usize>end * VECTOR;
  for (let first = <usize>begin * VECTOR; first < last; first += STRETCH) {
    sumTerms(b, b.out, first, min(first + STRETCH, last));
  }
}

/** The sum of a block's terms over bytes `first` to `stop` of their vectors, to the same bytes from `out` on. */
export function sumTerms(b: CombineBlock, out: usize, first: usize, stop: usize): void {
  scale(b, out, first, stop);
  if (b.count == 2) add1(out, first, stop, b.v1, b.c1);
  else if (b.count == 3) add2(out, first, stop, b.v1, b.c1, b.v2, b.c2);
  else if (b.count >= 4) add3(out, first, stop, b.v1, b.c1, b.v2, b.c2, b.v3, b.c3);
  if (b.count == 5) add1(out, first, stop, b.v4, b.c4);
  else if (b.count == 6) add2(out, first, stop, b.v4, b.c4, b.v5, b.c5);
  else if (b.count >= 7) add3(out, first, stop, b.v4, b.c4, b.v5, b.c5, b.v6, b.c6);
  if (b.count == 8) add1(out, first, stop, b.v7, b.c7);
  else if (b.count == 9) add2(out, first, stop, b.v7, b.c7, b.v8, b.c8);
}

function scale(b: CombineBlock, out: usize, first: usize, stop: usize): void {
  const c = f32x4.splat(b.c0);
  for (let at = first; at < stop; at += VECTOR) v128.store(out + at, f32x4.mul(c, v128.load(b.v0 + at)));
}

function add1(out: usize, first: usize, stop: usize, v: usize, c: f32): void {
  const k = f32x4.splat(c);
  for (let at = first; at < stop; at += VECTOR) v128.store(out + at, madd(k, v128.load(v + at), v128.load(out + at)));
}

function add2(out: usize, first: usize, stop: usize, v: usize, c: f32, w: usize, d: f32): void {
  const k = f32x4.splat(c);
  const l = f32x4.splat(d);
  for (let at = first; at < stop; at += VECTOR) {
    const sum = madd(k, v128.load(v + at), v128.load(out + at));
    v128.store(out + at, madd(l, v128.load(w + at), sum));
  }
}

function add3(out: usize, first: usize, stop: usize, v: usize, c: f32, w: usize, d: f32, x: usize, e: f32): void {
  const k = f32x4.splat(c);
  const l = f32x4.splat(d);
  const m = f32x4.splat(e);
  for (let at = first; at < stop; at += VECTOR) {
    const sum = madd(k, v128.load(v + at), v128.load(out + at));
    v128.store(out + at, madd(m, v128.load(x + at), madd(l, v128.load(w + at), sum)));
  }
}
