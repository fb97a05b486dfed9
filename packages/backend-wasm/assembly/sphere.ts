import { firstLanes, LANES, madd, nmadd, VECTOR, zero } from './lanes';

/** 1 / |s| of one oscillator in every lane; 0 where s is 0, so that a unit of 0 stays 0. */
@inline
export function inverseNorm(s: usize, dimension: i32): v128 {
  let square = zero();
  const end = s + dimension * VECTOR;
  for (; s < end; s += VECTOR) {
    const v = v128.load(s);
    square = madd(v, v, square);
  }
  const inverse = f32x4.div(f32x4.splat(1.0), f32x4.sqrt(square));
  return v128.and(inverse, f32x4.ne(square, zero()));
}

/** unit = s normalised, and, if `inverses` is not 0, the inverse norms [N][4], of one tile. */
export function normaliseTile(s: usize, unit: usize, inverses: usize, neurons: i32, dimension: i32): void {
  const bytes = dimension * VECTOR;
  for (let i = 0; i < neurons; i++) {
    const inverse = inverseNorm(s, dimension);
    for (let d = 0; d < bytes; d += VECTOR) v128.store(unit + d, f32x4.mul(inverse, v128.load(s + d)));
    if (inverses != 0) v128.store(inverses + i * VECTOR, inverse);
    s += bytes;
    unit += bytes;
  }
}

/** a . b of one oscillator in every lane. */
@inline
export function overlapOf(a: usize, b: usize, bytes: usize): v128 {
  let sum = zero();
  for (let d: usize = 0; d < bytes; d += VECTOR) sum = madd(v128.load(a + d), v128.load(b + d), sum);
  return sum;
}

/** s = s / |s| per neuron, in place. An item is a tile. */
@unmanaged
class NormaliseBlock {
  s: usize;
  neurons: i32;
  dimension: i32;
}

export function normalise(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<NormaliseBlock>(block);
  const bytes = b.neurons * b.dimension * VECTOR;
  for (let tile = begin; tile < end; tile++) {
    const s = b.s + tile * bytes;
    normaliseTile(s, s, 0, b.neurons, b.dimension);
  }
}

/** v = (v - u (u . v)) / |s| with u = s / |s|, in place: the pull-back of normalising. An item is a tile. */
@unmanaged
class NormaliseVjpBlock {
  s: usize;
  v: usize;
  neurons: i32;
  dimension: i32;
}

export function normaliseVjp(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<NormaliseVjpBlock>(block);
  const row = b.dimension * VECTOR;
  const bytes = b.neurons * row;
  for (let tile = begin; tile < end; tile++) {
    let s = b.s + tile * bytes;
    let v = b.v + tile * bytes;
    const last = s + bytes;
    for (; s < last; s += row, v += row) {
      const inverse = inverseNorm(s, b.dimension);
      const along = f32x4.mul(f32x4.mul(inverse, inverse), overlapOf(s, v, row));
      for (let d = 0; d < row; d += VECTOR) {
        const tangent = nmadd(along, v128.load(s + d), v128.load(v + d));
        v128.store(v + d, f32x4.mul(inverse, tangent));
      }
    }
  }
}

/** Sets every sample's s to one start [size], zeros past the batch. An item is a tile. */
@unmanaged
class BroadcastBlock {
  start: usize;
  s: usize;
  size: i32;
  batch: i32;
}

export function broadcast(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<BroadcastBlock>(block);
  for (let tile = begin; tile < end; tile++) {
    const mask = firstLanes(b.batch - LANES * tile);
    let to = b.s + tile * b.size * VECTOR;
    for (let k = 0; k < b.size; k++, to += VECTOR) {
      v128.store(to, v128.and(mask, v128.load32_splat(b.start + (k << 2))));
    }
  }
}
