import { EdgePass, MLP } from './edge-pass';
import { nmadd, VECTOR } from './lanes';
import { Mlp, mlpForces } from './mlp';
import { overlaps } from './overlaps';
import { pairWeights } from './pair-weights';
import { rotate } from './rotation';
import { normaliseTile, overlapOf } from './sphere';
import { spread } from './spread';

/** A thread's scratch: arrays [N][D][4] of units and forces, then vectors for each edge of a row, then the MLP's trace. */
export const SPHERES: i32 = 2;
export const EDGE_VECTORS: i32 = 1;

/**
 * ds_i/dt = F_i - u_i (u_i . F_i) + Omega_i u_i with u = s / |s|, and the coupling's pull on threshold units (not yet
 * times kappaK / kappaH). An item is a tile.
 */
@unmanaged
class KuramotoFieldBlock {
  s: usize;
  out: usize;
  /** Activities, and where the pull goes, [T][N][4]; 0 without a coupling. */
  g: usize;
  pull: usize;
  neurons: i32;
  dimension: i32;
  /** The interaction's `EdgePass`, which may bind threshold units too. */
  pairs: usize;
  /** The coupling's own; 0 without one. */
  coupling: usize;
  /** Skew matrices, 0 if there are none, and the bytes from one neuron's to the next. */
  omega: usize;
  omegaStride: i32;
  /** The MLP, 0 without one, and where its trace lies in the scratch. */
  mlp: usize;
  traceOffset: i32;
  /** Each thread's own memory. */
  scratch: usize;
  scratchBytes: i32;
}

export function kuramotoField(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<KuramotoFieldBlock>(block);
  const tileX = b.neurons * VECTOR;
  const tileS = tileX * b.dimension;
  const unit = b.scratch + thread * b.scratchBytes;
  const force = unit + tileS;
  for (let tile = begin; tile < end; tile++) {
    const g = b.g != 0 ? b.g + tile * tileX : 0;
    const pull = b.pull + tile * tileX;
    normaliseTile(b.s + tile * tileS, unit, 0, b.neurons, b.dimension);
    memory.fill(force, 0, tileS);
    if (g != 0) memory.fill(pull, 0, tileX);
    forces(b, changetype<EdgePass>(b.pairs), unit, force, g, pull);
    if (b.coupling != 0) forces(b, changetype<EdgePass>(b.coupling), unit, force, g, pull);
    finish(b, unit, force, b.out + tile * tileS);
  }
}

/** Adds the forces of one graph's edges to `force`. */
function forces(
  b: KuramotoFieldBlock,
  pass: EdgePass,
  unit: usize,
  force: usize,
  activities: usize,
  pull: usize,
): void {
  const D = b.dimension;
  const bytes = pass.recordBytes;
  const g = pass.coupled ? activities : 0;
  const values = force + b.neurons * D * VECTOR;
  for (let i = 0; i < b.neurons; i++) {
    const first = load<i32>(pass.rows + (i << 2));
    const last = load<i32>(pass.rows + (i << 2), 4);
    if (first == last) continue;
    const record = pass.records + first * bytes;
    const end = pass.records + last * bytes;
    const own = i * VECTOR;
    overlaps(unit, own * D, record, end, bytes, D, values);
    if (pass.kind == MLP) mlpForces(changetype<Mlp>(b.mlp), record, first, last, values, unit + b.traceOffset);
    else pairWeights(pass, record, end, values, own, g, pull);
    spread(unit, force, own * D, record, end, bytes, D, values);
  }
}

function finish(b: KuramotoFieldBlock, unit: usize, force: usize, out: usize): void {
  const D = b.dimension;
  const row = D * VECTOR;
  for (let i = 0; i < b.neurons; i++, unit += row, force += row, out += row) {
    const radial = overlapOf(unit, force, row);
    for (let d = 0; d < row; d += VECTOR) {
      v128.store(out + d, nmadd(radial, v128.load(unit + d), v128.load(force + d)));
    }
    if (b.omega != 0) rotate(b.omega + i * b.omegaStride, unit, out, D, false);
  }
}
