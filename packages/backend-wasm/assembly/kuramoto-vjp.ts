import { EdgePass } from './edge-pass';
import { madd, nmadd, VECTOR, zero } from './lanes';
import { mixedOverlaps } from './mixed-overlaps';
import { NeuronRows, pairWeightsVjp } from './pair-weights-vjp';
import { rotate } from './rotation';
import { normaliseTile, overlapOf } from './sphere';
import { spreadVjp } from './spread-vjp';

/**
 * A thread's scratch: arrays [N][D][4] of units and sums, arrays [N][4], `NeuronRows` in POINTERS bytes, `SLOTS` vectors
 * for each edge of a row, then the MLP's trace.
 */
export const SPHERES: i32 = 2;
export const NEURON_VECTORS: i32 = 3;
export const POINTERS: i32 = 64;

/**
 * Reverse pass of the oscillators' field and of the coupling. With a_e the force's weight on edge e, c_e the cotangent of
 * r_e and l_i = u_i . v_i, the cotangent of u_i is, but for multiples of u_i, the sum over edges of
 * a_e v_j + (c_e - (l_i + l_j) a_e) u_j, less (u_i . F_i) v_i, plus Omega^T v_i. F itself is not needed, only u_i . F_i,
 * the sum of a_e r_e; nor is the tangent part p of v, as p_i . u_j + p_j . u_i = v_i . u_j + v_j . u_i - (l_i + l_j) r_e.
 * An item is a shard: a fixed range of tiles with its own sums of edge gradients.
 */
@unmanaged
class KuramotoVjpBlock {
  s: usize;
  /** Cotangents of s and, with a coupling, of x. */
  v: usize;
  u: usize;
  out: usize;
  g: usize;
  pull: usize;
  tiles: i32;
  shards: i32;
  neurons: i32;
  dimension: i32;
  /** As of the field. */
  pairs: usize;
  coupling: usize;
  omega: usize;
  omegaStride: i32;
  mlp: usize;
  traceOffset: i32;
  scratch: usize;
  scratchBytes: i32;
  /** Sums of edge gradients per shard, for the interaction's graph and the coupling's own; 0 if not wanted. */
  edgeSums: usize;
  edgeSumsStride: i32;
  couplingSums: usize;
  couplingSumsStride: i32;
  /** Sums per shard of the gradients of parameters that are one for all, of laws in the table; 0 if not wanted. */
  commonSums: usize;
  commonSumsStride: i32;
  couplingCommonSums: usize;
  couplingCommonSumsStride: i32;
  mlpSums: usize;
  mlpSumsStride: i32;
  /** Takes the inverse norms of s, [T][N][4]. */
  inverses: usize;
  /** kappaK / kappaH. */
  kappaRatio: f32;
}

export function kuramotoVjp(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<KuramotoVjpBlock>(block);
  const whole = b.tiles / b.shards;
  const rest = b.tiles % b.shards;
  for (let shard = begin; shard < end; shard++) {
    const first = shard * whole + min(shard, rest);
    const last = first + whole + (shard < rest ? 1 : 0);
    for (let tile = first; tile < last; tile++) tileVjp(b, shard, tile, b.scratch + thread * b.scratchBytes);
  }
}

function tileVjp(b: KuramotoVjpBlock, shard: i32, tile: i32, scratch: usize): void {
  const tileX = b.neurons * VECTOR;
  const tileS = tileX * b.dimension;
  const unit = scratch;
  const sums = unit + tileS;
  const rows = sums + tileS;
  if (offsetof<NeuronRows>() > <usize>POINTERS) ERROR('NeuronRows is larger than POINTERS');
  const n = changetype<NeuronRows>(rows + NEURON_VECTORS * tileX);
  const v = b.v + tile * tileS;
  n.along = rows;
  n.radial = rows + tileX;
  n.u = rows + 2 * tileX;
  n.pull = b.pull + tile * tileX;
  n.mlp = b.mlp;
  n.trace = scratch + b.traceOffset;
  n.mlpGradient = b.mlpSums != 0 ? b.mlpSums + shard * b.mlpSumsStride : 0;
  const inverses = b.inverses + tile * tileX;
  const g = b.g != 0 ? b.g + tile * tileX : 0;
  normaliseTile(b.s + tile * tileS, unit, inverses, b.neurons, b.dimension);
  start(b, n, v, unit, sums);
  if (g != 0) {
    memory.fill(n.pull, 0, tileX);
    scaleRow(n.u, b.u + tile * tileX, b.kappaRatio, tileX);
  }
  const own = changetype<EdgePass>(b.pairs);
  n.g = own.coupled ? g : 0;
  n.edges = b.edgeSums != 0 ? b.edgeSums + shard * b.edgeSumsStride : 0;
  n.sums = b.commonSums != 0 ? b.commonSums + shard * b.commonSumsStride : 0;
  pairs(own, b.neurons, b.dimension, unit, v, sums, n);
  if (b.coupling != 0) {
    n.g = g;
    n.edges = b.couplingSums != 0 ? b.couplingSums + shard * b.couplingSumsStride : 0;
    n.sums = b.couplingCommonSums != 0 ? b.couplingCommonSums + shard * b.couplingCommonSumsStride : 0;
    pairs(changetype<EdgePass>(b.coupling), b.neurons, b.dimension, unit, v, sums, n);
  }
  finish(b, n, unit, v, sums, inverses, b.out + tile * tileS);
}

/** l_i, and Omega^T v as the first part of the sums. */
function start(b: KuramotoVjpBlock, n: NeuronRows, v: usize, unit: usize, sums: usize): void {
  const row = b.dimension * VECTOR;
  for (let i = 0; i < b.neurons; i++, v += row, unit += row, sums += row) {
    v128.store(n.along + i * VECTOR, overlapOf(unit, v, row));
    v128.store(n.radial + i * VECTOR, zero());
    for (let d = 0; d < row; d += VECTOR) v128.store(sums + d, zero());
    if (b.omega != 0) rotate(b.omega + i * b.omegaStride, v, sums, b.dimension, true);
  }
}

function scaleRow(to: usize, from: usize, factor: f32, bytes: i32): void {
  const scale = f32x4.splat(factor);
  for (let at = 0; at < bytes; at += VECTOR) v128.store(to + at, f32x4.mul(scale, v128.load(from + at)));
}

function pairs(
  pass: EdgePass,
  neurons: i32,
  D: i32,
  unit: usize,
  v: usize,
  sums: usize,
  n: NeuronRows,
): void {
  const bytes = pass.recordBytes;
  const values = changetype<usize>(n) + POINTERS;
  for (let i = 0; i < neurons; i++) {
    const first = load<i32>(pass.rows + (i << 2));
    const last = load<i32>(pass.rows + (i << 2), 4);
    if (first == last) continue;
    const record = pass.records + first * bytes;
    const end = pass.records + last * bytes;
    const own = i * VECTOR * D;
    mixedOverlaps(unit, v, own, record, end, bytes, D, values);
    pairWeightsVjp(pass, record, end, values, i, first, n);
    spreadVjp(unit, v, sums, own, record, end, bytes, D, values);
  }
}

/** out = (I - u u^T)(sums - (u . F) v) / |s|. */
function finish(
  b: KuramotoVjpBlock,
  n: NeuronRows,
  unit: usize,
  v: usize,
  sums: usize,
  inverses: usize,
  out: usize,
): void {
  const row = b.dimension * VECTOR;
  for (let i = 0; i < b.neurons; i++, unit += row, v += row, sums += row, out += row) {
    const inverse = v128.load(inverses + i * VECTOR);
    const radial = v128.load(n.radial + i * VECTOR);
    let along = zero();
    for (let d = 0; d < row; d += VECTOR) {
      const value = nmadd(radial, v128.load(v + d), v128.load(sums + d));
      v128.store(sums + d, value);
      along = madd(value, v128.load(unit + d), along);
    }
    for (let d = 0; d < row; d += VECTOR) {
      v128.store(out + d, f32x4.mul(inverse, nmadd(along, v128.load(unit + d), v128.load(sums + d))));
    }
  }
}
