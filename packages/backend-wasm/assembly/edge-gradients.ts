import { factor, otherEnd, RECORD } from './edges';
import { VECTOR } from './lanes';

/**
 * Adds the shards' sums of one graph's edge gradients (those of w still times kappaK), in the order of shards, to
 * gradients in the caller's order, and sets the sums to 0. Any target may be 0. An item is an edge in the order of rows.
 */
@unmanaged
class ReduceEdgesBlock {
  sums: usize;
  stride: i32;
  shards: i32;
  numbers: usize;
  A: usize;
  B: usize;
  w: usize;
  /** Takes dL/dw_e in the order of rows, for alpha. */
  totals: usize;
  /** dL/dW [N, N] of a multiplicative coupling takes alpha dL/dw_e. */
  dW: usize;
  alpha: usize;
  records: usize;
  sources: usize;
  neurons: i32;
  inverseKappaK: f32;
}

export function reduceEdges(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<ReduceEdgesBlock>(block);
  for (let e = begin; e < end; e++) {
    let sum = f32x4.splat(0);
    let at = b.sums + e * VECTOR;
    for (let shard = 0; shard < b.shards; shard++, at += b.stride) {
      sum = f32x4.add(sum, v128.load(at));
      v128.store(at, f32x4.splat(0));
    }
    const to = load<i32>(b.numbers + (e << 2)) << 2;
    const dw = f32x4.extract_lane(sum, 2) * b.inverseKappaK;
    if (b.A != 0) addTo(b.A + to, -f32x4.extract_lane(sum, 0));
    if (b.B != 0) addTo(b.B + to, -f32x4.extract_lane(sum, 1));
    if (b.w != 0) addTo(b.w + to, dw);
    if (b.totals != 0) store<f32>(b.totals + (e << 2), dw);
    if (b.dW != 0) {
      const i = load<i32>(b.sources + (e << 2));
      const j = <i32>(otherEnd(b.records + e * RECORD) >> 4);
      addTo(b.dW + ((i * b.neurons + j) << 2), load<f32>(b.alpha) * dw);
    }
  }
}

@inline
function addTo(at: usize, amount: f32): void {
  store<f32>(at, load<f32>(at) + amount);
}

/** gradient of alpha += sum of dL/dw_e times 1 or W_ij. One item, so that the order of the sum is fixed. */
@unmanaged
class AlphaGradientBlock {
  totals: usize;
  edges: i32;
  free: usize;
  sources: usize;
  records: usize;
  neurons: i32;
  gradient: usize;
}

export function alphaGradient(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<AlphaGradientBlock>(block);
  let sum: f64 = 0;
  for (let e = 0; e < b.edges; e++) {
    const scale = factor(b.free, b.sources, e, otherEnd(b.records + e * RECORD), b.neurons);
    sum += <f64>load<f32>(b.totals + (e << 2)) * <f64>scale;
  }
  store<f32>(b.gradient, <f32>(<f64>load<f32>(b.gradient) + sum));
}
