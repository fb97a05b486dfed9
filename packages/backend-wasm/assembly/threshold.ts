import { activityOf, IDENTITY, RELU, SIGMOID, slopeTimes, TANH } from '../generated/lagrangians';
import { jointActivity, jointVjp } from './joint';
import { firstLanes, LANES, laneSum, madd, VECTOR, zero } from './lanes';

/** A law in the table; Lagrangians that are compiled in count from 0, those of `joint.ts` are the rest below. */
export const CALLED_LAGRANGIAN: i32 = -2;

/** Activity of a layer's units and, if asked for, the part b - x of their field. An item is a tile. */
@unmanaged
class ActivityBlock {
  x: usize;
  g: usize;
  /** Takes b - x; 0 if it is not wanted. */
  rate: usize;
  bias: usize;
  /** Units of the layer; x, g, rate and bias are those of its first one. */
  neurons: i32;
  /** Bytes from one tile to the next. */
  stride: i32;
  kind: i32;
  /** Function of a called law, by its place in the table, and pointers to its parameters, or to beta of a joint one. */
  law: i32;
  parameters: usize;
  batch: i32;
}

export function activity(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<ActivityBlock>(block);
  const bytes = b.neurons * VECTOR;
  for (let tile = begin; tile < end; tile++) {
    const offset = <usize>tile * b.stride;
    const lanes = b.batch - LANES * tile;
    const mask = firstLanes(lanes);
    const x = b.x + offset;
    const g = b.g + offset;
    if (b.kind == RELU) pointwise(RELU, x, g, bytes, mask);
    else if (b.kind == TANH) pointwise(TANH, x, g, bytes, mask);
    else if (b.kind == SIGMOID) pointwise(SIGMOID, x, g, bytes, mask);
    else if (b.kind == IDENTITY) pointwise(IDENTITY, x, g, bytes, mask);
    else if (b.kind == CALLED_LAGRANGIAN) call_indirect<void>(<u32>b.law, x, g, bytes, lanes, b.parameters);
    else jointActivity(b.kind, x, g, bytes, b.parameters, mask);
    if (b.rate != 0) leak(x, b.bias, b.rate + offset, bytes, mask);
  }
}

@inline
function pointwise(kind: i32, x: usize, g: usize, bytes: usize, mask: v128): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    v128.store(g + at, v128.and(mask, activityOf(kind, v128.load(x + at))));
  }
}

function leak(x: usize, bias: usize, rate: usize, bytes: usize, mask: v128): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    const value = f32x4.sub(v128.load32_splat(bias + (at >> 2)), v128.load(x + at));
    v128.store(rate + at, v128.and(mask, value));
  }
}

/** rate += scale pull over whole states of threshold units. An item is a vector. */
@unmanaged
class AddPullBlock {
  rate: usize;
  pull: usize;
  scale: f32;
}

export function addPull(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<AddPullBlock>(block);
  const scale = f32x4.splat(b.scale);
  const last = <usize>end * VECTOR;
  for (let at = <usize>begin * VECTOR; at < last; at += VECTOR) {
    v128.store(b.rate + at, madd(scale, v128.load(b.pull + at), v128.load(b.rate + at)));
  }
}

/** out = (d2L/dx2)(dg + pull) - u, the reverse pass of a layer's units. An item is a tile. */
@unmanaged
class ActivityVjpBlock {
  x: usize;
  g: usize;
  dg: usize;
  /** What the coupling adds to dg; 0 without a coupling. */
  pull: usize;
  u: usize;
  out: usize;
  neurons: i32;
  stride: i32;
  kind: i32;
  law: i32;
  parameters: usize;
  /** Pointers [T][P] to rows that take what each unit adds to the gradients of parameters; 0 if not wanted. */
  gradients: usize;
  gradientsBytes: i32;
}

export function activityVjp(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<ActivityVjpBlock>(block);
  const bytes = b.neurons * VECTOR;
  for (let tile = begin; tile < end; tile++) {
    const at = <usize>tile * b.stride;
    const dg = b.dg + at;
    if (b.pull != 0) {
      const pull = b.pull + at;
      for (let k: usize = 0; k < <usize>bytes; k += VECTOR) {
        v128.store(dg + k, f32x4.add(v128.load(dg + k), v128.load(pull + k)));
      }
    }
    if (b.kind == RELU) pointwiseVjp(RELU, b.x + at, b.g + at, dg, b.u + at, b.out + at, bytes);
    else if (b.kind == TANH) pointwiseVjp(TANH, b.x + at, b.g + at, dg, b.u + at, b.out + at, bytes);
    else if (b.kind == SIGMOID) pointwiseVjp(SIGMOID, b.x + at, b.g + at, dg, b.u + at, b.out + at, bytes);
    else if (b.kind == IDENTITY) pointwiseVjp(IDENTITY, b.x + at, b.g + at, dg, b.u + at, b.out + at, bytes);
    else {
      const gradients = b.gradients != 0 ? b.gradients + tile * b.gradientsBytes : 0;
      if (b.kind == CALLED_LAGRANGIAN) {
        call_indirect<void>(<u32>b.law, b.x + at, dg, b.u + at, b.out + at, bytes, b.parameters, gradients);
      } else {
        const row = gradients != 0 ? load<usize>(gradients) : 0;
        jointVjp(b.kind, b.x + at, b.g + at, dg, b.u + at, b.out + at, bytes, b.parameters, row);
      }
    }
  }
}

@inline
function pointwiseVjp(kind: i32, x: usize, g: usize, dg: usize, u: usize, out: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    const value = slopeTimes(kind, v128.load(x + at), v128.load(g + at), v128.load(dg + at));
    v128.store(out + at, f32x4.sub(value, v128.load(u + at)));
  }
}

/** target_k += the sum over the batch of source_k, as for a bias. An item is an entry k. */
@unmanaged
class SumBatchBlock {
  source: usize;
  target: usize;
  /** Entries of one tile. */
  size: i32;
  tiles: i32;
}

export function sumBatch(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<SumBatchBlock>(block);
  const stride = b.size * VECTOR;
  for (let k = begin; k < end; k++) {
    let sum = zero();
    let at = b.source + k * VECTOR;
    for (let tile = 0; tile < b.tiles; tile++, at += stride) sum = f32x4.add(sum, v128.load(at));
    const target = b.target + (k << 2);
    store<f32>(target, load<f32>(target) + laneSum(sum));
  }
}
