import { factor, otherEnd } from './edges';

/**
 * Adds the shards' sums of one parameter's gradients, in the order of shards and times `scale`, to gradients in the
 * caller's order. Any target may be 0. An item is an edge in the order of rows.
 */
@unmanaged
class ReduceEdgesBlock {
  sums: usize;
  stride: i32;
  shards: i32;
  gradientBytes: i32;
  /** Byte of the parameter among an edge's gradients. */
  place: i32;
  /** The caller's number of each edge; -1 where it has no such parameter. */
  numbers: usize;
  /** Takes the gradient of each edge. */
  gradient: usize;
  /** Takes the same in the order of rows, for a parameter that is one for all. */
  totals: usize;
  /** dL/dW [N, N] takes it times the value at `common`, if that is not 0. */
  dW: usize;
  common: usize;
  records: usize;
  recordBytes: i32;
  sources: usize;
  neurons: i32;
  scale: f32;
}

export function reduceEdges(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<ReduceEdgesBlock>(block);
  const common: f32 = b.common != 0 ? load<f32>(b.common) : 1;
  for (let e = begin; e < end; e++) {
    let sum: f32 = 0;
    let at = b.sums + e * b.gradientBytes + b.place;
    for (let shard = 0; shard < b.shards; shard++, at += b.stride) sum += load<f32>(at);
    const number = load<i32>(b.numbers + (e << 2));
    sum = number < 0 ? 0 : sum * b.scale;
    if (b.gradient != 0 && number >= 0) addTo(b.gradient + (number << 2), sum);
    if (b.totals != 0) store<f32>(b.totals + (e << 2), sum);
    if (b.dW != 0) {
      const i = load<i32>(b.sources + (e << 2));
      const j = <i32>(otherEnd(b.records + e * b.recordBytes) >> 4);
      addTo(b.dW + ((i * b.neurons + j) << 2), common * sum);
    }
  }
}

@inline
function addTo(at: usize, amount: f32): void {
  store<f32>(at, load<f32>(at) + amount);
}

/**
 * gradient of a parameter that is one for all += sum of dL/dw_e times 1 or W_ij. One item, so that the order of the sum is
 * fixed.
 */
@unmanaged
class CommonGradientBlock {
  totals: usize;
  edges: i32;
  free: usize;
  sources: usize;
  records: usize;
  recordBytes: i32;
  neurons: i32;
  gradient: usize;
}

export function commonGradient(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<CommonGradientBlock>(block);
  let sum: f64 = 0;
  for (let e = 0; e < b.edges; e++) {
    const scale = factor(b.free, b.sources, e, otherEnd(b.records + e * b.recordBytes), b.neurons);
    sum += <f64>load<f32>(b.totals + (e << 2)) * <f64>scale;
  }
  store<f32>(b.gradient, <f32>(<f64>load<f32>(b.gradient) + sum));
}
