import { otherEnd, RECORD } from './edges';
import { madd, VECTOR, zero } from './lanes';
import { SLOTS } from './mixed-overlaps';

/** Components whose sums, units and cocotangents of neuron i fit in registers together. */
const WIDTH: i32 = 3;

/**
 * dU_i += a_e v_j + c_e u_j and dU_j += a_e v_i + c_e u_i for the edges of one row; `weights` holds a and c of each
 * edge.
 */
export function spreadVjp(
  unit: usize,
  cotangent: usize,
  out: usize,
  own: usize,
  record: usize,
  end: usize,
  bytes: i32,
  dimension: i32,
  weights: usize,
): void {
  if (bytes == RECORD) shortRecords(unit, cotangent, out, own, record, end, dimension, weights);
  else stretches(unit, cotangent, out, own, record, end, bytes, dimension, weights);
}

/** Of records whose size is known: a function of its own, or the compiler makes one loop of both. */
function shortRecords(
  unit: usize,
  cotangent: usize,
  out: usize,
  own: usize,
  record: usize,
  end: usize,
  dimension: i32,
  weights: usize,
): void {
  stretches(unit, cotangent, out, own, record, end, RECORD, dimension, weights);
}

@inline
function stretches(
  unit: usize,
  cotangent: usize,
  out: usize,
  own: usize,
  record: usize,
  end: usize,
  bytes: i32,
  dimension: i32,
  weights: usize,
): void {
  const parts = (dimension + WIDTH - 1) / WIDTH;
  const step = (dimension + parts - 1) / parts;
  for (let d = 0; d < dimension; d += step) {
    const width = min(step, dimension - d);
    if (width == 3) stretch(3, unit, cotangent, out, own, record, end, bytes, dimension, weights);
    else if (width == 2) stretch(2, unit, cotangent, out, own, record, end, bytes, dimension, weights);
    else stretch(1, unit, cotangent, out, own, record, end, bytes, dimension, weights);
    unit += step * VECTOR;
    cotangent += step * VECTOR;
    out += step * VECTOR;
  }
}

@inline
function stretch(
  width: i32,
  unit: usize,
  cotangent: usize,
  out: usize,
  own: usize,
  record: usize,
  end: usize,
  bytes: i32,
  dimension: i32,
  weights: usize,
): void {
  const s0 = v128.load(unit + own);
  const s1 = width > 1 ? v128.load(unit + own, 16) : zero();
  const s2 = width > 2 ? v128.load(unit + own, 32) : zero();
  const v0 = v128.load(cotangent + own);
  const v1 = width > 1 ? v128.load(cotangent + own, 16) : zero();
  const v2 = width > 2 ? v128.load(cotangent + own, 32) : zero();
  const f = out + own;
  let f0 = v128.load(f);
  let f1 = width > 1 ? v128.load(f, 16) : zero();
  let f2 = width > 2 ? v128.load(f, 32) : zero();
  for (; record < end; record += bytes, weights += SLOTS * VECTOR) {
    const offset = otherEnd(record) * dimension;
    const j = unit + offset;
    const q = cotangent + offset;
    const h = out + offset;
    const a = v128.load(weights);
    const c = v128.load(weights, 16);
    f0 = f32x4.add(f0, madd(c, v128.load(j), f32x4.mul(a, v128.load(q))));
    v128.store(h, madd(c, s0, madd(a, v0, v128.load(h))));
    if (width > 1) {
      f1 = f32x4.add(f1, madd(c, v128.load(j, 16), f32x4.mul(a, v128.load(q, 16))));
      v128.store(h, madd(c, s1, madd(a, v1, v128.load(h, 16))), 16);
    }
    if (width > 2) {
      f2 = f32x4.add(f2, madd(c, v128.load(j, 32), f32x4.mul(a, v128.load(q, 32))));
      v128.store(h, madd(c, s2, madd(a, v2, v128.load(h, 32))), 32);
    }
  }
  v128.store(f, f0);
  if (width > 1) v128.store(f, f1, 16);
  if (width > 2) v128.store(f, f2, 32);
}
