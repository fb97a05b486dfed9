import { IDENTITY, RELU as RELU_UNITS, SIGMOID as SIGMOID_UNITS, SOFTMAX, TANH as TANH_UNITS } from './activation';
import { MINUS_A, MINUS_B, otherEnd, RECORD, WEIGHT } from './edges';
import { exp, logCosh, softplus } from './exponential';
import { LINEAR, MLP_SHARED, RELU, SIGMOID, TANH } from './interaction';
import { addWide, atLeast, madd, VECTOR, WIDE, zero } from './lanes';
import { Mlp, mlpEnergy } from './mlp';
import { overlaps } from './overlaps';

/** L(x) of one pointwise unit. */
@inline
function lagrangian(kind: i32, x: v128, g: v128): v128 {
  if (kind == RELU_UNITS) return f32x4.mul(f32x4.splat(0.5), f32x4.mul(g, g));
  if (kind == TANH_UNITS) return logCosh(x);
  if (kind == SIGMOID_UNITS) return softplus(x);
  if (kind == IDENTITY) return f32x4.mul(f32x4.splat(0.5), f32x4.mul(x, x));
  return zero();
}

/** Vectors that a tile leaves of softmax's L: the largest x, and the sum of exponentials. */
export const EXTREMES: i32 = 2;

/**
 * E_H = (x - b) . g - L(x) - g . W g / 2 of every sample, but for softmax's L, whose largest x and sum of exponentials
 * are left in `extremes` [T][2][4] for the caller's logarithm. An item is a tile.
 */
@unmanaged
class ThresholdEnergyBlock {
  x: usize;
  g: usize;
  /** W g. */
  product: usize;
  bias: usize;
  neurons: i32;
  activation: i32;
  sums: usize;
  extremes: usize;
}

export function thresholdEnergy(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<ThresholdEnergyBlock>(block);
  const bytes = b.neurons * VECTOR;
  for (let tile = begin; tile < end; tile++) {
    const at = tile * bytes;
    const sums = b.sums + tile * WIDE;
    if (b.activation == RELU_UNITS) units(RELU_UNITS, b, at, sums);
    else if (b.activation == TANH_UNITS) units(TANH_UNITS, b, at, sums);
    else if (b.activation == SIGMOID_UNITS) units(SIGMOID_UNITS, b, at, sums);
    else if (b.activation == IDENTITY) units(IDENTITY, b, at, sums);
    else {
      units(SOFTMAX, b, at, sums);
      extremes(b.x + at, bytes, b.extremes + tile * EXTREMES * VECTOR);
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
    addWide(sums, f32x4.sub(f32x4.mul(f32x4.sub(shifted, half), g), lagrangian(kind, x, g)));
  }
}

function extremes(x: usize, bytes: i32, out: usize): void {
  let largest = v128.load(x);
  for (let at = 0; at < bytes; at += VECTOR) largest = f32x4.max(largest, v128.load(x + at));
  let total = zero();
  for (let at = 0; at < bytes; at += VECTOR) total = f32x4.add(total, exp(f32x4.sub(v128.load(x + at), largest)));
  v128.store(out, largest);
  v128.store(out, total, VECTOR);
}

/**
 * E_K = sum phi_e(r_e) and E_HK / kappaK = -sum w_e r_e g_i g_j / kappaK over one graph, for every sample, s as it
 * stands. An item is a tile.
 */
@unmanaged
class PairEnergyBlock {
  s: usize;
  g: usize;
  neurons: i32;
  dimension: i32;
  interaction: i32;
  rows: usize;
  records: usize;
  mlp: usize;
  traceBytes: i32;
  scratch: usize;
  scratchBytes: i32;
  /** Four float64 a tile each; 0 where the graph carries no such term. */
  pairSums: usize;
  couplingSums: usize;
}

export function pairEnergy(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<PairEnergyBlock>(block);
  const D = b.dimension;
  const tileX = b.neurons * VECTOR;
  const trace = b.scratch + thread * b.scratchBytes;
  const values = trace + b.traceBytes;
  for (let tile = begin; tile < end; tile++) {
    const s = b.s + tile * tileX * D;
    for (let i = 0; i < b.neurons; i++) {
      const first = load<i32>(b.rows + (i << 2));
      const last = load<i32>(b.rows + (i << 2), 4);
      if (first == last) continue;
      const record = b.records + first * RECORD;
      overlaps(s, i * VECTOR * D, record, b.records + last * RECORD, D, values);
      if (b.couplingSums != 0) {
        addCoupling(record, last - first, values, b.g + tile * tileX, i * VECTOR, b.couplingSums + tile * WIDE);
      }
      if (b.pairSums != 0) addPairs(b, record, first, last, values, trace, b.pairSums + tile * WIDE);
    }
  }
}

function addPairs(b: PairEnergyBlock, record: usize, first: i32, last: i32, values: usize, trace: usize, sums: usize): void {
  for (let e = first; e < last; e++, record += RECORD, values += VECTOR) {
    if (b.interaction >= MLP_SHARED) {
      mlpEnergy(changetype<Mlp>(b.mlp), record, e, values, trace);
      addWide(sums, v128.load(values));
    } else addWide(sums, pairEnergyOf(b.interaction, record, v128.load(values)));
  }
}

/** phi_e(r) = A r + B times the integral of the shape. */
function pairEnergyOf(kind: i32, record: usize, r: v128): v128 {
  const minusLinear = f32x4.mul(v128.load32_splat(record, MINUS_A), r);
  let primitive = zero();
  if (kind == RELU) {
    const y = atLeast(r, zero());
    primitive = f32x4.mul(f32x4.splat(0.5), f32x4.mul(y, y));
  } else if (kind == SIGMOID) primitive = softplus(r);
  else if (kind == TANH) primitive = logCosh(r);
  if (kind == LINEAR) return f32x4.neg(minusLinear);
  return f32x4.neg(madd(v128.load32_splat(record, MINUS_B), primitive, minusLinear));
}

function addCoupling(record: usize, count: i32, values: usize, g: usize, own: usize, sums: usize): void {
  const minusG = f32x4.neg(v128.load(g + own));
  for (let k = 0; k < count; k++, record += RECORD, values += VECTOR) {
    const product = f32x4.mul(f32x4.mul(v128.load32_splat(record, WEIGHT), v128.load(values)), minusG);
    addWide(sums, f32x4.mul(product, v128.load(g + otherEnd(record))));
  }
}
