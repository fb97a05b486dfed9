import { otherEnd, RECORD } from './edges';
import { madd, VECTOR, zero } from './lanes';

/** Components of u_i and v_i that are kept in registers at once. */
const WIDTH: i32 = 3;

/** Vectors per edge of the row's scratch. */
export const SLOTS: i32 = 2;

/** r_e = u_i . u_j and m_e = v_i . u_j + v_j . u_i for the edges of one row. `own` is neuron i's offset in [N][D][4]. */
export function mixedOverlaps(
  unit: usize,
  cotangent: usize,
  own: usize,
  record: usize,
  end: usize,
  bytes: i32,
  dimension: i32,
  out: usize,
): void {
  if (bytes == RECORD) shortRecords(unit, cotangent, own, record, end, dimension, out);
  else stretches(unit, cotangent, own, record, end, bytes, dimension, out);
}

/** Of records whose size is known: a function of its own, or the compiler makes one loop of both. */
function shortRecords(
  unit: usize,
  cotangent: usize,
  own: usize,
  record: usize,
  end: usize,
  dimension: i32,
  out: usize,
): void {
  stretches(unit, cotangent, own, record, end, RECORD, dimension, out);
}

@inline
function stretches(
  unit: usize,
  cotangent: usize,
  own: usize,
  record: usize,
  end: usize,
  bytes: i32,
  dimension: i32,
  out: usize,
): void {
  const parts = (dimension + WIDTH - 1) / WIDTH;
  const step = (dimension + parts - 1) / parts;
  for (let d = 0; d < dimension; d += step) {
    const width = min(step, dimension - d);
    if (d > 0) {
      if (width == 3) stretch(3, true, unit, cotangent, own, record, end, bytes, dimension, out);
      else if (width == 2) stretch(2, true, unit, cotangent, own, record, end, bytes, dimension, out);
      else stretch(1, true, unit, cotangent, own, record, end, bytes, dimension, out);
    } else {
      if (width == 3) stretch(3, false, unit, cotangent, own, record, end, bytes, dimension, out);
      else stretch(2, false, unit, cotangent, own, record, end, bytes, dimension, out);
    }
    unit += step * VECTOR;
    cotangent += step * VECTOR;
  }
}

@inline
function stretch(
  width: i32,
  more: bool,
  unit: usize,
  cotangent: usize,
  own: usize,
  record: usize,
  end: usize,
  bytes: i32,
  dimension: i32,
  out: usize,
): void {
  const i = unit + own;
  const s0 = v128.load(i);
  const s1 = width > 1 ? v128.load(i, 16) : zero();
  const s2 = width > 2 ? v128.load(i, 32) : zero();
  const t = cotangent + own;
  const v0 = v128.load(t);
  const v1 = width > 1 ? v128.load(t, 16) : zero();
  const v2 = width > 2 ? v128.load(t, 32) : zero();
  for (; record < end; record += bytes, out += SLOTS * VECTOR) {
    const offset = otherEnd(record) * dimension;
    const j = unit + offset;
    const q = cotangent + offset;
    let u = v128.load(j);
    let r = more ? madd(s0, u, v128.load(out)) : f32x4.mul(s0, u);
    let m = more ? madd(v0, u, v128.load(out, 16)) : f32x4.mul(v0, u);
    m = madd(s0, v128.load(q), m);
    if (width > 1) {
      u = v128.load(j, 16);
      r = madd(s1, u, r);
      m = madd(v1, u, m);
      m = madd(s1, v128.load(q, 16), m);
    }
    if (width > 2) {
      u = v128.load(j, 32);
      r = madd(s2, u, r);
      m = madd(v2, u, m);
      m = madd(s2, v128.load(q, 32), m);
    }
    v128.store(out, r);
    v128.store(out, m, 16);
  }
}
