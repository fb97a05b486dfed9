/**
 * A graph as upper rows: each undirected edge once, at the smaller of its ends, sorted by the larger. `rows` [N + 1]
 * holds where each neuron's edges begin; an edge is a record of four words: the byte offset of the other neuron's
 * vector in [N][4], then -A, -B and w / kappaK, which are 0 where the graph has no such parameter.
 */
export const RECORD: i32 = 16;
export const MINUS_A: usize = 4;
export const MINUS_B: usize = 8;
export const WEIGHT: usize = 12;

/** The other end's offset in [N][4], in bytes. */
@inline
export function otherEnd(record: usize): usize {
  return load<u32>(record);
}

/** Fills -A, -B and w / kappaK of every record. An item is an edge in the order of rows. */
@unmanaged
class PackEdgesBlock {
  records: usize;
  /** The caller's number of each edge. */
  numbers: usize;
  /** Parameters in the caller's order; 0 where the graph has none. */
  A: usize;
  B: usize;
  w: usize;
  /** alpha [1] of an additive or multiplicative coupling, or 0. */
  alpha: usize;
  /** V [N, N] of a multiplicative coupling, or 0. */
  free: usize;
  /** The smaller end of each edge, for `free`. */
  sources: usize;
  neurons: i32;
  inverseKappaK: f32;
}

export function packEdges(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<PackEdgesBlock>(block);
  for (let e = begin; e < end; e++) {
    const record = b.records + e * RECORD;
    const from = load<i32>(b.numbers + (e << 2)) << 2;
    store<f32>(record, b.A != 0 ? -load<f32>(b.A + from) : <f32>0, MINUS_A);
    store<f32>(record, b.B != 0 ? -load<f32>(b.B + from) : <f32>0, MINUS_B);
    let w: f32 = 0;
    if (b.w != 0) w = load<f32>(b.w + from);
    else if (b.alpha != 0) w = load<f32>(b.alpha) * factor(b.free, b.sources, e, otherEnd(record), b.neurons);
    store<f32>(record, w * b.inverseKappaK, WEIGHT);
  }
}

/** W_ij of edge e, or 1 without a matrix. */
@inline
export function factor(free: usize, sources: usize, e: i32, other: usize, neurons: i32): f32 {
  if (free == 0) return 1;
  const i = load<i32>(sources + (e << 2));
  const j = <i32>(other >> 4);
  const here = load<f32>(free + ((i * neurons + j) << 2));
  return <f32>0.5 * (here + load<f32>(free + ((j * neurons + i) << 2)));
}
