import { energyOf } from '../generated/interactions';
import { IDENTITY, lagrangianOf, RELU, SIGMOID, TANH } from '../generated/lagrangians';
import { CALLED, EdgePass, MLP, NONE } from './edge-pass';
import { otherEnd, WEIGHT } from './edges';
import { EXTREMES, jointExtremes, SOFTMAX } from './joint';
import { addWide, VECTOR, WIDE } from './lanes';
import { Mlp, mlpEnergy } from './mlp';
import { overlaps } from './overlaps';
import { CALLED_LAGRANGIAN } from './threshold';

/**
 * Adds what a layer's units give to E_H = (x - b) . g - L(x) - g . W g / 2 of every sample, but for a joint L, which
 * follows from what is left in `extremes` [T][2][4]. An item is a tile.
 */
@unmanaged
class ThresholdEnergyBlock {
  x: usize;
  g: usize;
  /** W g. */
  product: usize;
  bias: usize;
  neurons: i32;
  stride: i32;
  kind: i32;
  law: i32;
  parameters: usize;
  /** Takes L of a called law's units. */
  lagrangian: usize;
  sums: usize;
  extremes: usize;
}

export function thresholdEnergy(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<ThresholdEnergyBlock>(block);
  const bytes = b.neurons * VECTOR;
  for (let tile = begin; tile < end; tile++) {
    const at = <usize>tile * b.stride;
    const sums = b.sums + tile * WIDE;
    if (b.kind == RELU) units(RELU, b, at, sums);
    else if (b.kind == TANH) units(TANH, b, at, sums);
    else if (b.kind == SIGMOID) units(SIGMOID, b, at, sums);
    else if (b.kind == IDENTITY) units(IDENTITY, b, at, sums);
    else if (b.kind == CALLED_LAGRANGIAN) {
      call_indirect<void>(<u32>b.law, b.x + at, b.lagrangian + at, bytes, b.parameters);
      units(CALLED_LAGRANGIAN, b, at, sums);
    } else {
      units(SOFTMAX, b, at, sums);
      jointExtremes(b.kind, b.x + at, bytes, b.parameters, b.extremes + tile * EXTREMES * VECTOR);
    }
  }
}

@inline
function units(kind: i32, b: ThresholdEnergyBlock, at: usize, sums: usize): void {
  for (let i = 0; i < b.neurons; i++, at += VECTOR) {
    const x = v128.load(b.x + at);
    const g = v128.load(b.g + at);
    const shifted = f32x4.sub(x, v128.load32_splat(b.bias + (i << 2)));
    const half = f32x4.mul(f32x4.splat(0.5), v128.load(b.product + at));
    const value = kind == CALLED_LAGRANGIAN ? v128.load(b.lagrangian + at) : lagrangianOf(kind, x, g);
    addWide(sums, f32x4.sub(f32x4.mul(f32x4.sub(shifted, half), g), value));
  }
}

/**
 * E_K = sum phi_e(r_e) and E_HK / kappaK = -sum w_e r_e g_i g_j / kappaK over one graph, or the energies of laws in the
 * table, for every sample, s as it stands. An item is a tile.
 */
@unmanaged
class PairEnergyBlock {
  s: usize;
  g: usize;
  neurons: i32;
  dimension: i32;
  pairs: usize;
  mlp: usize;
  traceBytes: i32;
  scratch: usize;
  scratchBytes: i32;
  /** Four float64 a tile for each law in the table; for laws that are compiled in, those of E_K and of E_HK / kappaK. */
  sums: usize;
  sumsBytes: i32;
}

export function pairEnergy(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<PairEnergyBlock>(block);
  const D = b.dimension;
  const pass = changetype<EdgePass>(b.pairs);
  const bytes = pass.recordBytes;
  const tileX = b.neurons * VECTOR;
  const trace = b.scratch + thread * b.scratchBytes;
  const values = trace + b.traceBytes;
  for (let tile = begin; tile < end; tile++) {
    const s = b.s + tile * tileX * D;
    for (let i = 0; i < b.neurons; i++) {
      const first = load<i32>(pass.rows + (i << 2));
      const last = load<i32>(pass.rows + (i << 2), 4);
      if (first == last) continue;
      const record = pass.records + first * bytes;
      const end = pass.records + last * bytes;
      const own = i * VECTOR;
      const g = b.g + tile * tileX;
      overlaps(s, own * D, record, end, bytes, D, values);
      const sums = b.sums + tile * b.sumsBytes;
      if (pass.kind == CALLED) {
        call_indirect<void>(<u32>pass.energy, record, end, values, own, g, pass.parameters, sums);
        continue;
      }
      if (pass.coupled) addCoupling(record, end, bytes, values, g, own, sums + WIDE);
      if (pass.kind != NONE) addPairs(b, pass, record, first, last, values, trace, sums);
    }
  }
}

function addPairs(
  b: PairEnergyBlock,
  pass: EdgePass,
  record: usize,
  first: i32,
  last: i32,
  values: usize,
  trace: usize,
  sums: usize,
): void {
  for (let e = first; e < last; e++, record += pass.recordBytes, values += VECTOR) {
    if (pass.kind == MLP) {
      mlpEnergy(changetype<Mlp>(b.mlp), record, e, values, trace);
      addWide(sums, v128.load(values));
    } else addWide(sums, energyOf(pass.kind, record, v128.load(values)));
  }
}

function addCoupling(
  record: usize,
  end: usize,
  bytes: i32,
  values: usize,
  g: usize,
  own: usize,
  sums: usize,
): void {
  const minusG = f32x4.neg(v128.load(g + own));
  for (; record < end; record += bytes, values += VECTOR) {
    const product = f32x4.mul(f32x4.mul(v128.load32_splat(record, WEIGHT), v128.load(values)), minusG);
    addWide(sums, f32x4.mul(product, v128.load(g + otherEnd(record))));
  }
}
