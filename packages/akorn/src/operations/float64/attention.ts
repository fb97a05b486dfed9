import type { Geometry } from '../operations.ts';
import { extents, type Float64Value, zeros } from './value.ts';

interface Heads {
  readonly batch: number;
  readonly places: number;
  readonly heads: number;
  /** Channels of q, of k and of v. */
  readonly channels: number;
}

/** softmax(q k^T / sqrt(d)) v; the weights are [B, heads, P, P]. */
export function attention(
  qkv: Float64Value,
  geometry: Geometry,
  heads: number,
): { mixed: Float64Value; weights: Float64Value } {
  const all = headsOf(qkv, geometry, heads);
  const { batch, places, channels } = all;
  const mixed = zeros([batch * places, channels]);
  const weights = zeros([batch, heads, places, places]);
  eachQuery(all, (query, start, head, base) => {
    const row = weights.data.subarray(start, start + places);
    for (let key = 0; key < places; key++) row[key] = dot(all, qkv.data, query, 0, qkv.data, base + key, 1, head);
    softmax(row, 1 / Math.sqrt(channels / heads));
    for (let key = 0; key < places; key++) {
      for (let c = head; c < channels; c += heads) {
        mixed.data[query * channels + c]! += row[key]! * qkv.data[(base + key) * 3 * channels + 2 * channels + c]!;
      }
    }
  });
  return { mixed, weights };
}

/** Cotangent of q, k, v side by side. */
export function attentionVjp(
  qkv: Float64Value,
  weights: Float64Value,
  geometry: Geometry,
  heads: number,
  cotangent: Float64Value,
): Float64Value {
  const all = headsOf(qkv, geometry, heads);
  const { places, channels } = all;
  const width = 3 * channels;
  const scale = 1 / Math.sqrt(channels / heads);
  const out = zeros(qkv.shape);
  const slopes = new Float64Array(places);
  eachQuery(all, (query, start, head, base) => {
    const row = weights.data.subarray(start, start + places);
    let mean = 0;
    for (let key = 0; key < places; key++) {
      slopes[key] = dot(all, qkv.data, base + key, 2, cotangent.data, query, undefined, head);
      mean += row[key]! * slopes[key]!;
    }
    for (let key = 0; key < places; key++) {
      const score = row[key]! * (slopes[key]! - mean) * scale;
      for (let c = head; c < channels; c += heads) {
        const [q, k] = [query * width + c, (base + key) * width + channels + c];
        out.data[q]! += score * qkv.data[k]!;
        out.data[k]! += score * qkv.data[q]!;
        out.data[k + channels]! += row[key]! * cotangent.data[query * channels + c]!;
      }
    }
  });
  return out;
}

function headsOf(qkv: Float64Value, { batch, height, width }: Geometry, heads: number): Heads {
  return { batch, places: height * width, heads, channels: extents(qkv)[1] / 3 };
}

/** Every query place of every head, with where its weights start and the first row of its sample. */
function eachQuery(
  { batch, places, heads }: Heads,
  visit: (query: number, start: number, head: number, base: number) => void,
): void {
  for (let b = 0; b < batch; b++) {
    for (let head = 0; head < heads; head++) {
      for (let place = 0; place < places; place++) {
        visit(b * places + place, ((b * heads + head) * places + place) * places, head, b * places);
      }
    }
  }
}

/** Inner product over a head of part `partA` of a row and of a part of another (of a row of C channels if undefined). */
function dot(
  { channels, heads }: Heads,
  a: Float64Array,
  rowA: number,
  partA: number,
  b: Float64Array,
  rowB: number,
  partB: number | undefined,
  head: number,
): number {
  const startA = (3 * rowA + partA) * channels;
  const startB = partB === undefined ? rowB * channels : (3 * rowB + partB) * channels;
  let sum = 0;
  for (let c = head; c < channels; c += heads) sum += a[startA + c]! * b[startB + c]!;
  return sum;
}

function softmax(row: Float64Array, scale: number): void {
  const largest = row.reduce((a, b) => Math.max(a, b));
  let sum = 0;
  for (let i = 0; i < row.length; i++) {
    row[i] = Math.exp(scale * (row[i]! - largest));
    sum += row[i]!;
  }
  for (let i = 0; i < row.length; i++) row[i]! /= sum;
}
