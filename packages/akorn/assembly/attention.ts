import { exp } from '../../backend-wasm/assembly/exponential';
import { atLeast, laneSum, madd, zero } from '../../backend-wasm/assembly/lanes';
import { headsProduct } from './heads';
import { product } from './product';

/** Heads that are taken at once, one a lane, where their number allows it. */
const LANES: i32 = 4;

/** Numbers from one row of weights to the next: the places, up to a multiple of 4. Those past the places are 0. */
@inline
function weightStride(places: i32): i32 {
  return (places + 3) & ~3;
}

/**
 * mixed [B P, C] = softmax(q k^T / sqrt(d)) v for each head; qkv is [B P, 3 C], q, k, v side by side, the head is the
 * fast index of a channel. The softmax stays in `weights`: [B heads / 4, P, P, 4] if heads come in fours, which the lanes
 * hold then, otherwise [B heads, P, P up to a multiple of 4].
 */
export function attention(
  batch: i32,
  heads: i32,
  places: i32,
  channels: i32,
  qkv: usize,
  mixed: usize,
  weights: usize,
  scratch: usize,
): void {
  const d = channels / heads;
  const width = 12 * channels;
  const step = 4 * heads;
  const stride = 4 * weightStride(places);
  const scale = <f32>(1.0 / Math.sqrt(<f64>d));
  if (heads % LANES == 0) {
    for (let b = 0; b < batch; b++) {
      for (let head = 0; head < heads; head += LANES) {
        const q = qkv + b * places * width + 4 * head;
        const k = q + 4 * channels;
        const v = q + 8 * channels;
        const out = mixed + b * places * (4 * channels) + 4 * head;
        const row = 16 * places;
        headsProduct(places, places, d, q, width, step, k, step, width, weights, row, 16);
        for (let at = 0; at < places; at++) softmaxHeads(weights + at * row, places, scale);
        headsProduct(places, d, places, weights, row, 16, v, width, step, out, 4 * channels, step);
        weights += places * row;
      }
    }
    return;
  }
  for (let b = 0; b < batch; b++) {
    for (let head = 0; head < heads; head++) {
      const q = qkv + b * places * width + 4 * head;
      const k = q + 4 * channels;
      const v = q + 8 * channels;
      const w = weights + (b * heads + head) * places * stride;
      const out = mixed + b * places * (4 * channels) + 4 * head;
      product(places, places, d, q, width, step, k, step, width, w, stride, 4, 0, 0, scratch);
      for (let row = 0; row < places; row++) softmaxRow(w + row * stride, places, scale);
      product(places, d, places, w, stride, 4, v, width, step, out, 4 * channels, step, 0, 0, scratch);
    }
  }
}

/** The cotangent of qkv from that of mixed. `slopes` holds P rows of weights, of four heads where these are taken at once. */
export function attentionVjp(
  batch: i32,
  heads: i32,
  places: i32,
  channels: i32,
  qkv: usize,
  weights: usize,
  cotangent: usize,
  out: usize,
  slopes: usize,
  scratch: usize,
): void {
  const d = channels / heads;
  const width = 12 * channels;
  const narrow = 4 * channels;
  const step = 4 * heads;
  const stride = 4 * weightStride(places);
  const scale = <f32>(1.0 / Math.sqrt(<f64>d));
  if (heads % LANES == 0) {
    for (let b = 0; b < batch; b++) {
      for (let head = 0; head < heads; head += LANES) {
        const start = b * places * width + 4 * head;
        const q = qkv + start;
        const k = q + narrow;
        const dq = out + start;
        const dk = dq + narrow;
        const dMixed = cotangent + b * places * narrow + 4 * head;
        const row = 16 * places;
        headsProduct(places, places, d, dMixed, narrow, step, k + narrow, step, width, slopes, row, 16);
        for (let at = 0; at < places; at++) softmaxHeadsVjp(weights + at * row, slopes + at * row, places, scale);
        headsProduct(places, d, places, slopes, row, 16, k, width, step, dq, width, step);
        headsProduct(places, d, places, slopes, 16, row, q, width, step, dk, width, step);
        headsProduct(places, d, places, weights, 16, row, dMixed, narrow, step, dk + narrow, width, step);
        weights += places * row;
      }
    }
    return;
  }
  for (let b = 0; b < batch; b++) {
    for (let head = 0; head < heads; head++) {
      const start = b * places * width + 4 * head;
      const q = qkv + start;
      const k = q + narrow;
      const v = k + narrow;
      const dq = out + start;
      const dk = dq + narrow;
      const dv = dk + narrow;
      const w = weights + (b * heads + head) * places * stride;
      const dMixed = cotangent + b * places * narrow + 4 * head;
      product(places, places, d, dMixed, narrow, step, v, step, width, slopes, stride, 4, 0, 0, scratch);
      for (let row = 0; row < places; row++) softmaxRowVjp(w + row * stride, slopes + row * stride, places, scale);
      product(places, d, places, slopes, stride, 4, k, width, step, dq, width, step, 0, 0, scratch);
      product(places, d, places, slopes, 4, stride, q, width, step, dk, width, step, 0, 0, scratch);
      product(places, d, places, w, 4, stride, dMixed, narrow, step, dv, width, step, 0, 0, scratch);
    }
  }
}

/** softmax(scale row) of four heads, in place. */
function softmaxHeads(row: usize, places: i32, scale: f32): void {
  const end = row + 16 * places;
  let largest = v128.load(row);
  for (let at = row + 16; at < end; at += 16) largest = atLeast(v128.load(at), largest);
  const factor = f32x4.splat(scale);
  let sums = zero();
  for (let at = row; at < end; at += 16) {
    const weight = exp(f32x4.mul(f32x4.sub(v128.load(at), largest), factor));
    sums = f32x4.add(sums, weight);
    v128.store(at, weight);
  }
  const inverse = f32x4.div(f32x4.splat(1), sums);
  for (let at = row; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), inverse));
}

/** slopes <- w (slopes - w.slopes) scale of four heads, in place. */
function softmaxHeadsVjp(w: usize, slopes: usize, places: i32, scale: f32): void {
  const length = 16 * places;
  let mean = zero();
  for (let at = 0; at < length; at += 16) mean = madd(v128.load(w + at), v128.load(slopes + at), mean);
  const factor = f32x4.splat(scale);
  for (let at = 0; at < length; at += 16) {
    const slope = f32x4.sub(v128.load(slopes + at), mean);
    v128.store(slopes + at, f32x4.mul(f32x4.mul(v128.load(w + at), slope), factor));
  }
}

/** softmax(scale row), in place. */
function softmaxRow(row: usize, places: i32, scale: f32): void {
  const end = row + 4 * places;
  const padded = row + 4 * weightStride(places);
  for (let at = end; at < padded; at += 4) store<f32>(at, load<f32>(row));
  let largest = v128.load(row);
  for (let at = row + 16; at < padded; at += 16) largest = atLeast(v128.load(at), largest);
  largest = atLeast(largest, v128.shuffle<f32>(largest, largest, 2, 3, 0, 1));
  const shift = atLeast(largest, v128.shuffle<f32>(largest, largest, 1, 0, 3, 2));
  const factor = f32x4.splat(scale);
  for (let at = row; at < padded; at += 16) {
    v128.store(at, exp(f32x4.mul(f32x4.sub(v128.load(at), shift), factor)));
  }
  for (let at = end; at < padded; at += 4) store<f32>(at, 0);
  let sums = zero();
  for (let at = row; at < padded; at += 16) sums = f32x4.add(sums, v128.load(at));
  const inverse = f32x4.splat(1 / laneSum(sums));
  for (let at = row; at < padded; at += 16) v128.store(at, f32x4.mul(v128.load(at), inverse));
}

/** slopes <- w (slopes - w.slopes) scale, in place. */
function softmaxRowVjp(w: usize, slopes: usize, places: i32, scale: f32): void {
  const length = 4 * weightStride(places);
  for (let at = 4 * places; at < length; at += 4) store<f32>(slopes + at, 0);
  let sums = zero();
  for (let at = 0; at < length; at += 16) sums = madd(v128.load(w + at), v128.load(slopes + at), sums);
  const mean = f32x4.splat(laneSum(sums));
  const factor = f32x4.splat(scale);
  for (let at = 0; at < length; at += 16) {
    const slope = f32x4.sub(v128.load(slopes + at), mean);
    v128.store(slopes + at, f32x4.mul(f32x4.mul(v128.load(w + at), slope), factor));
  }
}
