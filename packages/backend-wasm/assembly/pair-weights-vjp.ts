import { LINEAR, minusForce, minusSlopeTimes, RELU, profile, SIGMOID, TANH } from '../generated/interactions';
import { CALLED, EdgePass, MLP, NONE } from './edge-pass';
import { otherEnd, RECORD, WEIGHT } from './edges';
import { madd, nmadd, threeLaneSums, VECTOR, zero } from './lanes';
import { SLOTS } from './mixed-overlaps';
import { Mlp, mlpPairVjp } from './mlp';

/** One tile of what the reverse pass reads and sums per neuron, [N][4] each; laws in the table read the first five. */
@unmanaged
export class NeuronRows {
  /** Activities; 0 if the graph carries no coupling. */
  g: usize;
  /** Cotangents of threshold units times kappaK / kappaH. */
  u: usize;
  /** Sums dg. */
  pull: usize;
  /** v . u of each oscillator. */
  along: usize;
  /** Sums a_e r_e, which is u . F. */
  radial: usize;
  /**
   * Gradients of an edge by its place in `records`: four floats (A, B, w, unused), A and B with their sign turned, or those of
   * a law in the table; or 0.
   */
  edges: usize;
  /** Gradients of the MLP, or 0. */
  mlpGradient: usize;
  mlp: usize;
  trace: usize;
  /** Four float64 for each parameter of a law in the table that is one for all, or 0. */
  sums: usize;
}

/**
 * Turns r and v_i . u_j + v_j . u_i of one row's edges, in place, into the weights a and c of the reverse pass; adds
 * what the edges give to dg, to u . F and to the gradients of A, B and w.
 */
export function pairWeightsVjp(
  pass: EdgePass,
  record: usize,
  end: usize,
  values: usize,
  i: i32,
  e: i32,
  n: NeuronRows,
): void {
  const kind = pass.kind;
  const own = i * VECTOR;
  const edges = n.edges != 0 ? n.edges + e * pass.gradientBytes : 0;
  if (kind == CALLED) {
    const rows = changetype<usize>(n);
    call_indirect<void>(<u32>pass.vjp, record, end, values, own, rows, edges, pass.parameters, n.sums);
  } else if (n.g == 0) {
    if (kind == RELU) row(RELU, false, record, end, values, own, e, edges, n);
    else if (kind == LINEAR) row(LINEAR, false, record, end, values, own, e, edges, n);
    else if (kind == SIGMOID) row(SIGMOID, false, record, end, values, own, e, edges, n);
    else if (kind == TANH) row(TANH, false, record, end, values, own, e, edges, n);
    else row(MLP, false, record, end, values, own, e, edges, n);
  } else {
    if (kind == RELU) row(RELU, true, record, end, values, own, e, edges, n);
    else if (kind == LINEAR) row(LINEAR, true, record, end, values, own, e, edges, n);
    else if (kind == SIGMOID) row(SIGMOID, true, record, end, values, own, e, edges, n);
    else if (kind == TANH) row(TANH, true, record, end, values, own, e, edges, n);
    else row(NONE, true, record, end, values, own, e, edges, n);
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
  e: i32,
  edges: usize,
  n: NeuronRows,
): void {
  const g = n.g, u = n.u, pull = n.pull, along = n.along, radial = n.radial;
  const gi = coupled ? v128.load(g + own) : zero();
  const ui = coupled ? v128.load(u + own) : zero();
  const alongI = v128.load(along + own);
  let pulled = zero();
  let radialI = zero();
  // V8 puts sums off until a store needs them: stores in between loads keep few values alive.
  for (; record < end; record += RECORD, values += SLOTS * VECTOR, e++) {
    const j = otherEnd(record);
    const r = v128.load(values);
    const alongBoth = f32x4.add(alongI, v128.load(along + j));
    const m = nmadd(alongBoth, r, v128.load(values, 16));
    let y = profile(kind, r);
    let a: v128, c: v128;
    if (kind == MLP) {
      v128.store(values, m, 16);
      mlpPairVjp(changetype<Mlp>(n.mlp), record, e, values, n.trace, n.mlpGradient);
      a = v128.load(values);
      c = v128.load(values, 16);
      y = v128.load(n.trace);
    } else {
      a = minusForce(kind, record, y);
      c = minusSlopeTimes(kind, record, r, y, m);
    }
    let w = zero(), gj = zero(), uj = zero();
    if (coupled) {
      w = v128.load32_splat(record, WEIGHT);
      gj = v128.load(g + j);
      uj = v128.load(u + j);
      a = madd(gi, f32x4.mul(w, gj), a);
      c = madd(w, madd(ui, gj, f32x4.mul(uj, gi)), c);
    }
    v128.store(values, a);
    v128.store(values, nmadd(alongBoth, a, c), 16);
    radialI = madd(a, r, radialI);
    v128.store(radial + j, madd(a, r, v128.load(radial + j)));
    let dw = zero();
    if (coupled) {
      const turned = f32x4.mul(r, ui);
      const given = madd(r, uj, f32x4.mul(gj, m));
      pulled = madd(w, given, pulled);
      v128.store(pull + j, madd(w, madd(gi, m, turned), v128.load(pull + j)));
      dw = madd(gi, given, f32x4.mul(gj, turned));
    }
    if (edges != 0) {
      const my = f32x4.mul(m, y);
      const sums = kind == MLP ? threeLaneSums(my, my, dw) : threeLaneSums(m, my, dw);
      v128.store(edges, f32x4.add(v128.load(edges), sums));
      edges += VECTOR;
    }
  }
  if (coupled) v128.store(pull + own, f32x4.add(v128.load(pull + own), pulled));
  v128.store(radial + own, f32x4.add(v128.load(radial + own), radialI));
}
