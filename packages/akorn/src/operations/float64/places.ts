import type { Geometry } from '../operations.ts';
import { extents, type Float64Value, zeros } from './value.ts';

/** Rows of [B, C, H, W]. */
export function toRows(images: Float64Value): Float64Value {
  const [B, C, H, W] = images.shape as readonly [number, number, number, number];
  const out = zeros([B * H * W, C]);
  copyTransposed(images.data, out.data, B, C, H * W);
  return out;
}

/** [B, C, H, W] of rows. */
export function fromRows(rows: Float64Value, { batch, height, width }: Geometry): Float64Value {
  const C = extents(rows)[1];
  const out = zeros([batch, C, height, width]);
  copyTransposed(rows.data, out.data, batch, height * width, C);
  return out;
}

function copyTransposed(from: Float64Array, to: Float64Array, B: number, M: number, N: number): void {
  for (let b = 0; b < B; b++) {
    for (let m = 0; m < M; m++) {
      for (let n = 0; n < N; n++) to[(b * N + n) * M + m] = from[(b * M + m) * N + n]!;
    }
  }
}

/** The k x k places around each place. */
export function patches(x: Float64Value, geometry: Geometry, k: number): Float64Value {
  const [R, C] = extents(x);
  const out = zeros([R, k * k * C]);
  eachNeighbour(geometry, k, (row, neighbour, part) => {
    const to = (row * k * k + part) * C;
    out.data.set(x.data.subarray(neighbour * C, (neighbour + 1) * C), to);
  });
  return out;
}

/** Each place's sum over where `patches` puts it. */
export function patchesVjp(geometry: Geometry, k: number, cotangent: Float64Value): Float64Value {
  const R = extents(cotangent)[0];
  const C = extents(cotangent)[1] / (k * k);
  const out = zeros([R, C]);
  eachNeighbour(geometry, k, (row, neighbour, part) => {
    for (let c = 0; c < C; c++) out.data[neighbour * C + c]! += cotangent.data[(row * k * k + part) * C + c]!;
  });
  return out;
}

function eachNeighbour(
  { batch, height, width }: Geometry,
  k: number,
  visit: (row: number, neighbour: number, part: number) => void,
): void {
  const reach = (k - 1) / 2;
  for (let b = 0; b < batch; b++) {
    for (let place = 0; place < height * width; place++) {
      for (let part = 0; part < k * k; part++) {
        const i = Math.floor(place / width) + Math.floor(part / k) - reach;
        const j = (place % width) + (part % k) - reach;
        if (i < 0 || i >= height || j < 0 || j >= width) continue;
        visit(b * height * width + place, (b * height + i) * width + j, part);
      }
    }
  }
}
