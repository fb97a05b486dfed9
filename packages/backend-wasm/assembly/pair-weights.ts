import { LINEAR, minusForce, RELU, profile, SIGMOID, TANH } from '../generated/interactions';
import { CALLED, EdgePass, NONE } from './edge-pass';
import { otherEnd, RECORD, WEIGHT } from './edges';
import { madd, VECTOR, zero } from './lanes';

/**
 * Turns the overlaps r_e of one row, in place, into the weights a_e = -phi'(r_e) + w_e g_i g_j of the force,
 * and adds w_e r_e g_j to the pull on threshold unit i and w_e r_e g_i to that on j. `own` is i's offset in [N][4];
 * `g` is 0 if the graph carries no coupling. Laws in the table do the same with what they make of r and g.
 */
export function pairWeights(
  pass: EdgePass,
  record: usize,
  end: usize,
  values: usize,
  own: usize,
  g: usize,
  pull: usize,
): void {
  const kind = pass.kind;
  if (kind == CALLED) call_indirect<void>(<u32>pass.force, record, end, values, own, g, pull, pass.parameters);
  else if (g == 0) {
    if (kind == RELU) row(RELU, false, record, end, values, own, g, pull);
    else if (kind == LINEAR) row(LINEAR, false, record, end, values, own, g, pull);
    else if (kind == SIGMOID) row(SIGMOID, false, record, end, values, own, g, pull);
    else if (kind == TANH) row(TANH, false, record, end, values, own, g, pull);
  } else {
    if (kind == RELU) row(RELU, true, record, end, values, own, g, pull);
    else if (kind == LINEAR) row(LINEAR, true, record, end, values, own, g, pull);
    else if (kind == SIGMOID) row(SIGMOID, true, record, end, values, own, g, pull);
    else if (kind == TANH) row(TANH, true, record, end, values, own, g, pull);
    else row(NONE, true, record, end, values, own, g, pull);
  }
}

@inline
function row(
  kind: i32,
  coupled: bool,
  record: usize,
  end: usize,
  values: usize,
  own: usize,
  g: usize,
  pull: usize,
): void {
  const gi = coupled ? v128.load(g + own) : zero();
  let pulled = zero();
  for (; record < end; record += RECORD, values += VECTOR) {
    const r = v128.load(values);
    let a = minusForce(kind, record, profile(kind, r));
    if (coupled) {
      const j = otherEnd(record);
      const w = v128.load32_splat(record, WEIGHT);
      const gj = v128.load(g + j);
      const turned = f32x4.mul(w, r);
      a = madd(gi, f32x4.mul(w, gj), a);
      pulled = madd(turned, gj, pulled);
      v128.store(pull + j, madd(turned, gi, v128.load(pull + j)));
    }
    v128.store(values, a);
  }
  if (coupled) v128.store(pull + own, f32x4.add(v128.load(pull + own), pulled));
}
