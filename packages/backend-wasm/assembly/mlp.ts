import { MINUS_A, RECORD } from './edges';
import { gelu, geluFirst, geluSecond, geluTanh } from './gelu';
import { laneSum, madd, VECTOR, zero } from './lanes';

/**
 * The scalar MLP f of an interaction, phi' = A f' (one for all edges) or f' (one per edge): GELU between layers, a
 * linear output. It and its derivative in r are run together on four lanes.
 */
@unmanaged
export class Mlp {
  layers: i32;
  perEdge: i32;
  /** Weights and biases of one MLP together. */
  parameters: i32;
  /** Widest layer. */
  width: i32;
  /** The caller's number of each edge. */
  numbers: usize;
}

/** What the table after `Mlp` holds for each layer. Offsets are where its gradients start among all parameters. */
@unmanaged
class Layer {
  rows: i32;
  columns: i32;
  weights: usize;
  biases: usize;
  weightOffset: i32;
  biasOffset: i32;
}

@inline
function layerOf(mlp: Mlp, l: i32): Layer {
  return changetype<Layer>(changetype<usize>(mlp) + offsetof<Mlp>() + l * offsetof<Layer>());
}

/** Rows of a layer's part of the trace: inputs h and dh/dr, outputs before GELU z and dz/dr, each `width` vectors. */
export const TRACE_ROWS: i32 = 4;

@inline
function traceOf(mlp: Mlp, trace: usize, l: i32): usize {
  return trace + l * TRACE_ROWS * mlp.width * VECTOR;
}

/** Runs the MLP of edge `number` at r; fills the trace and returns where the last z and dz are: the value and slope. */
function forward(mlp: Mlp, number: i32, r: v128, trace: usize): usize {
  const step = mlp.width * VECTOR;
  v128.store(trace, r);
  v128.store(trace + step, f32x4.splat(1.0));
  let l = 0;
  while (true) {
    const layer = layerOf(mlp, l);
    const h = traceOf(mlp, trace, l);
    const z = h + 2 * step;
    const edge = mlp.perEdge ? number : 0;
    let weight = layer.weights + ((edge * layer.rows * layer.columns) << 2);
    const biases = layer.biases + ((edge * layer.rows) << 2);
    for (let a = 0; a < layer.rows; a++) {
      let value = v128.load32_splat(biases + (a << 2));
      let slope = zero();
      for (let c = 0; c < layer.columns; c++, weight += 4) {
        const w = v128.load32_splat(weight);
        value = madd(w, v128.load(h + c * VECTOR), value);
        slope = madd(w, v128.load(h + step + c * VECTOR), slope);
      }
      v128.store(z + a * VECTOR, value);
      v128.store(z + step + a * VECTOR, slope);
    }
    if (l + 1 == mlp.layers) return z;
    l++;
    const next = traceOf(mlp, trace, l);
    for (let a = 0; a < layer.rows; a++) {
      const value = v128.load(z + a * VECTOR);
      const t = geluTanh(value);
      v128.store(next + a * VECTOR, gelu(value, t));
      v128.store(next + step + a * VECTOR, f32x4.mul(geluFirst(value, t), v128.load(z + step + a * VECTOR)));
    }
  }
}

/**
 * Reverse pass of f'(r) after `forward`: returns scale f''(r) and, if `gradient` is not 0, adds scale df'/dtheta to
 * it: [parameters][4] of one MLP, or [parameters] of the edge's own.
 */
function slopeVjp(mlp: Mlp, number: i32, scale: v128, trace: usize, gradient: usize): v128 {
  const step = mlp.width * VECTOR;
  const bars = traceOf(mlp, trace, mlp.layers);
  const zBar = bars;
  const dzBar = bars + step;
  v128.store(zBar, zero());
  v128.store(dzBar, scale);
  let l = mlp.layers - 1;
  while (true) {
    const layer = layerOf(mlp, l);
    const h = traceOf(mlp, trace, l);
    const edge = mlp.perEdge ? number : 0;
    const weights = layer.weights + ((edge * layer.rows * layer.columns) << 2);
    if (gradient != 0) addGradients(mlp, layer, h, step, zBar, gradient);
    for (let c = 0; c < layer.columns; c++) {
      let hBar = zero();
      let dhBar = zero();
      for (let a = 0; a < layer.rows; a++) {
        const w = v128.load32_splat(weights + ((a * layer.columns + c) << 2));
        hBar = madd(w, v128.load(zBar + a * VECTOR), hBar);
        dhBar = madd(w, v128.load(dzBar + a * VECTOR), dhBar);
      }
      if (l == 0) return hBar;
      v128.store(bars + 2 * step + c * VECTOR, hBar);
      v128.store(bars + 3 * step + c * VECTOR, dhBar);
    }
    l--;
    const before = traceOf(mlp, trace, l) + 2 * step;
    for (let c = 0; c < layer.columns; c++) {
      const z = v128.load(before + c * VECTOR);
      const dz = v128.load(before + step + c * VECTOR);
      const hBar = v128.load(bars + 2 * step + c * VECTOR);
      const dhBar = v128.load(bars + 3 * step + c * VECTOR);
      const t = geluTanh(z);
      const first = geluFirst(z, t);
      v128.store(zBar + c * VECTOR, madd(hBar, first, f32x4.mul(dhBar, f32x4.mul(geluSecond(z, t), dz))));
      v128.store(dzBar + c * VECTOR, f32x4.mul(dhBar, first));
    }
  }
}

function addGradients(mlp: Mlp, layer: Layer, h: usize, step: usize, zBar: usize, gradient: usize): void {
  for (let a = 0; a < layer.rows; a++) {
    const value = v128.load(zBar + a * VECTOR);
    const slope = v128.load(zBar + step + a * VECTOR);
    addTo(mlp, gradient, layer.biasOffset + a, value);
    for (let c = 0; c < layer.columns; c++) {
      const sum = madd(value, v128.load(h + c * VECTOR), f32x4.mul(slope, v128.load(h + step + c * VECTOR)));
      addTo(mlp, gradient, layer.weightOffset + a * layer.columns + c, sum);
    }
  }
}

function addTo(mlp: Mlp, gradient: usize, index: i32, amount: v128): void {
  if (mlp.perEdge) {
    const at = gradient + (index << 2);
    store<f32>(at, load<f32>(at) + laneSum(amount));
  } else {
    const at = gradient + index * VECTOR;
    v128.store(at, f32x4.add(v128.load(at), amount));
  }
}

@inline
function numberOf(mlp: Mlp, e: i32): i32 {
  return load<i32>(mlp.numbers + (e << 2));
}

/** -A of an edge, or -1 where each edge has its own MLP. */
@inline
function minusAmplitude(mlp: Mlp, record: usize): v128 {
  return mlp.perEdge ? f32x4.splat(-1) : v128.load32_splat(record, MINUS_A);
}

/** Turns the overlaps of a row's edges `first` to `last`, in place, into -phi'(r). */
export function mlpForces(mlp: Mlp, record: usize, first: i32, last: i32, values: usize, trace: usize): void {
  const step = mlp.width * VECTOR;
  for (let e = first; e < last; e++, record += RECORD, values += VECTOR) {
    const z = forward(mlp, numberOf(mlp, e), v128.load(values), trace);
    v128.store(values, f32x4.mul(minusAmplitude(mlp, record), v128.load(z + step)));
  }
}

/** Turns the overlap r of one edge, in place, into phi(r). */
export function mlpEnergy(mlp: Mlp, record: usize, e: i32, value: usize, trace: usize): void {
  const z = forward(mlp, numberOf(mlp, e), v128.load(value), trace);
  v128.store(value, f32x4.neg(f32x4.mul(minusAmplitude(mlp, record), v128.load(z))));
}

/**
 * Turns r and m of one edge, at `values`, in place, into -phi'(r) and -m phi''(r), and leaves f'(r) at `trace`.
 * `gradient`, if not 0, takes the MLP's part of the gradient.
 */
export function mlpPairVjp(mlp: Mlp, record: usize, e: i32, values: usize, trace: usize, gradient: usize): void {
  const number = numberOf(mlp, e);
  const z = forward(mlp, number, v128.load(values), trace);
  const slope = v128.load(z + mlp.width * VECTOR);
  const amplitude = minusAmplitude(mlp, record);
  const scale = f32x4.mul(amplitude, v128.load(values, 16));
  const place = mlp.perEdge && gradient != 0 ? gradient + ((e * mlp.parameters) << 2) : gradient;
  v128.store(values, f32x4.mul(amplitude, slope));
  v128.store(values, slopeVjp(mlp, number, scale, trace, place), 16);
  v128.store(trace, slope);
}
