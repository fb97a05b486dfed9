import { otherEnd, RECORD } from './edges';
import { madd, VECTOR, zero } from './lanes';

/** Components whose own sums and own units fit in registers together. */
const WIDTH: i32 = 6;

/** F_i += a_e u_j and F_j += a_e u_i for the edges of one row; `weights` [edges][4] holds a_e. */
export function spread(
  unit: usize,
  force: usize,
  own: usize,
  record: usize,
  end: usize,
  bytes: i32,
  dimension: i32,
  weights: usize,
): void {
  if (bytes == RECORD) shortRecords(unit, force, own, record, end, dimension, weights);
  else stretches(unit, force, own, record, end, bytes, dimension, weights);
}

/** Of records whose size is known: a function of its own, or the compiler makes one loop of both. */
function shortRecords(
  unit: usize,
  force: usize,
  own: usize,
  record: usize,
  end: usize,
  dimension: i32,
  weights: usize,
): void {
  stretches(unit, force, own, record, end, RECORD, dimension, weights);
}

@inline
function stretches(
  unit: usize,
  force: usize,
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
    if (width == 6) stretch(6, unit, force, own, record, end, bytes, dimension, weights);
    else if (width == 5) stretch(5, unit, force, own, record, end, bytes, dimension, weights);
    else if (width == 4) stretch(4, unit, force, own, record, end, bytes, dimension, weights);
    else if (width == 3) stretch(3, unit, force, own, record, end, bytes, dimension, weights);
    else if (width == 2) stretch(2, unit, force, own, record, end, bytes, dimension, weights);
    else stretch(1, unit, force, own, record, end, bytes, dimension, weights);
    unit += step * VECTOR;
    force += step * VECTOR;
  }
}

@inline
function stretch(
  width: i32,
  unit: usize,
  force: usize,
  own: usize,
  record: usize,
  end: usize,
  bytes: i32,
  dimension: i32,
  weights: usize,
): void {
  const i = unit + own;
  const s0 = v128.load(i);
  const s1 = width > 1 ? v128.load(i, 16) : zero();
  const s2 = width > 2 ? v128.load(i, 32) : zero();
  const s3 = width > 3 ? v128.load(i, 48) : zero();
  const s4 = width > 4 ? v128.load(i, 64) : zero();
  const s5 = width > 5 ? v128.load(i, 80) : zero();
  const f = force + own;
  let f0 = v128.load(f);
  let f1 = width > 1 ? v128.load(f, 16) : zero();
  let f2 = width > 2 ? v128.load(f, 32) : zero();
  let f3 = width > 3 ? v128.load(f, 48) : zero();
  let f4 = width > 4 ? v128.load(f, 64) : zero();
  let f5 = width > 5 ? v128.load(f, 80) : zero();
  for (; record < end; record += bytes, weights += VECTOR) {
    const offset = otherEnd(record) * dimension;
    const j = unit + offset;
    const h = force + offset;
    const a = v128.load(weights);
    f0 = madd(a, v128.load(j), f0);
    v128.store(h, madd(a, s0, v128.load(h)));
    if (width > 1) {
      f1 = madd(a, v128.load(j, 16), f1);
      v128.store(h, madd(a, s1, v128.load(h, 16)), 16);
    }
    if (width > 2) {
      f2 = madd(a, v128.load(j, 32), f2);
      v128.store(h, madd(a, s2, v128.load(h, 32)), 32);
    }
    if (width > 3) {
      f3 = madd(a, v128.load(j, 48), f3);
      v128.store(h, madd(a, s3, v128.load(h, 48)), 48);
    }
    if (width > 4) {
      f4 = madd(a, v128.load(j, 64), f4);
      v128.store(h, madd(a, s4, v128.load(h, 64)), 64);
    }
    if (width > 5) {
      f5 = madd(a, v128.load(j, 80), f5);
      v128.store(h, madd(a, s5, v128.load(h, 80)), 80);
    }
  }
  v128.store(f, f0);
  if (width > 1) v128.store(f, f1, 16);
  if (width > 2) v128.store(f, f2, 32);
  if (width > 3) v128.store(f, f3, 48);
  if (width > 4) v128.store(f, f4, 64);
  if (width > 5) v128.store(f, f5, 80);
}
