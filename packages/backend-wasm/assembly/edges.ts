/**
 * A graph as upper rows: each undirected edge once, at the smaller of its ends, sorted by the larger. `rows` [N + 1]
 * holds where each neuron's edges begin; an edge is a record of 16 ceil((1 + P) / 4) bytes: the byte offset of the other
 * neuron's vector in [N][4], then P parameters. Interactions and couplings that are compiled in have three: -A, -B and
 * w / kappaK, which are 0 where the graph has no such parameter.
 */
export const RECORD: i32 = 16;
/** Bytes of such an edge's gradients: those of -A, -B and w / kappaK. */
export const GRADIENT: i32 = 16;
export const MINUS_A: usize = 4;
export const MINUS_B: usize = 8;
export const WEIGHT: usize = 12;

/** The other end's offset in [N][4], in bytes. */
@inline
export function otherEnd(record: usize): usize {
  return load<u32>(record);
}

/** Fills one parameter of every record with the product of what it is made of. An item is an edge in the order of rows. */
@unmanaged
class PackEdgesBlock {
  records: usize;
  recordBytes: i32;
  /** Byte of the parameter in a record. */
  place: i32;
  /** The caller's number of each edge; -1 where it has no such parameter, which is 0 there. */
  numbers: usize;
  /** A value per edge in the caller's order, or 0. */
  values: usize;
  /** One value for all [1], or 0. */
  common: usize;
  /** V [N, N], of which W = (V + V^T) / 2 is a factor, or 0. */
  free: usize;
  /** The smaller end of each edge, for `free`. */
  sources: usize;
  neurons: i32;
  scale: f32;
}

export function packEdges(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<PackEdgesBlock>(block);
  const common: f32 = b.common != 0 ? load<f32>(b.common) : 1;
  for (let e = begin; e < end; e++) {
    const record = b.records + e * b.recordBytes;
    const number = load<i32>(b.numbers + (e << 2));
    if (number < 0) {
      store<f32>(record + b.place, 0);
      continue;
    }
    let value: f32 = common * factor(b.free, b.sources, e, otherEnd(record), b.neurons);
    if (b.values != 0) value *= load<f32>(b.values + (number << 2));
    store<f32>(record + b.place, value * b.scale);
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
