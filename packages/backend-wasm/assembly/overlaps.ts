import { otherEnd, RECORD } from './edges';
import { madd, VECTOR, zero } from './lanes';

/** Components of an oscillator that are kept in registers at once. */
const WIDTH: i32 = 6;

/** r_e = u_i . u_j for the edges of one row, into `out` [edges][4]. `own` is neuron i's offset in [N][D][4]. */
export function overlaps(
  unit: usize,
  own: usize,
  record: usize,
  end: usize,
  bytes: i32,
  dimension: i32,
  out: usize,
): void {
  if (bytes == RECORD) shortRecords(unit, own, record, end, dimension, out);
  else stretches(unit, own, record, end, bytes, dimension, out);
}

/** Of records whose size is known: a function of its own, or the compiler makes one loop of both. */
function shortRecords(
  unit: usize,
  own: usize,
  record: usize,
  end: usize,
  dimension: i32,
  out: usize,
): void {
  stretches(unit, own, record, end, RECORD, dimension, out);
}

@inline
function stretches(
  unit: usize,
  own: usize,
  record: usize,
  end: usize,
  bytes: i32,
  dimension: i32,
  out: usize,
): void {
  const parts = (dimension + WIDTH - 1) / WIDTH;
  const step = (dimension + parts - 1) / parts;
  for (let d = 0; d < dimension; d += step, unit += step * VECTOR) {
    const width = min(step, dimension - d);
    if (d > 0) {
      if (width == 6) stretch(6, true, unit, own, record, end, bytes, dimension, out);
      else if (width == 5) stretch(5, true, unit, own, record, end, bytes, dimension, out);
      else if (width == 4) stretch(4, true, unit, own, record, end, bytes, dimension, out);
      else if (width == 3) stretch(3, true, unit, own, record, end, bytes, dimension, out);
      else if (width == 2) stretch(2, true, unit, own, record, end, bytes, dimension, out);
      else stretch(1, true, unit, own, record, end, bytes, dimension, out);
    } else {
      if (width == 6) stretch(6, false, unit, own, record, end, bytes, dimension, out);
      else if (width == 5) stretch(5, false, unit, own, record, end, bytes, dimension, out);
      else if (width == 4) stretch(4, false, unit, own, record, end, bytes, dimension, out);
      else if (width == 3) stretch(3, false, unit, own, record, end, bytes, dimension, out);
      else stretch(2, false, unit, own, record, end, bytes, dimension, out);
    }
  }
}

@inline
function stretch(
  width: i32,
  more: bool,
  unit: usize,
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
  const s3 = width > 3 ? v128.load(i, 48) : zero();
  const s4 = width > 4 ? v128.load(i, 64) : zero();
  const s5 = width > 5 ? v128.load(i, 80) : zero();
  for (; record < end; record += bytes, out += VECTOR) {
    const j = unit + otherEnd(record) * dimension;
    let r = more ? madd(s0, v128.load(j), v128.load(out)) : f32x4.mul(s0, v128.load(j));
    if (width > 1) r = madd(s1, v128.load(j, 16), r);
    if (width > 2) r = madd(s2, v128.load(j, 32), r);
    if (width > 3) r = madd(s3, v128.load(j, 48), r);
    if (width > 4) r = madd(s4, v128.load(j, 64), r);
    if (width > 5) r = madd(s5, v128.load(j, 80), r);
    v128.store(out, r);
  }
}
