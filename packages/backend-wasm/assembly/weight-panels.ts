import { PANEL } from './weight-product';

/** Columns of V that are packed at a time. */
const COLUMNS: i32 = 32;

/** Packs W = (V + V^T) / 2 of a free matrix V [N, N] into panels. An item is a panel. */
@unmanaged
class PackSymmetricBlock {
  free: usize;
  panels: usize;
  neurons: i32;
}

export function packSymmetric(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<PackSymmetricBlock>(block);
  const N = b.neurons;
  // Column by column the mirror is read along rows of V: a stretch of columns, for all panels, stays in the nearest cache.
  for (let first = 0; first < N; first += COLUMNS) {
    const last = min(first + COLUMNS, N);
    for (let panel = begin; panel < end; panel++) packStretch(b, panel, first, last);
  }
}

function packStretch(b: PackSymmetricBlock, panel: i32, first: i32, last: i32): void {
  const N = b.neurons;
  const row = panel * PANEL;
  const rows = min(PANEL, N - row);
  let out = b.panels + panel * N * (4 * PANEL) + first * (4 * PANEL);
  let j = first;
  if (rows == PANEL) {
    const half = f32x4.splat(0.5);
    for (; j + 4 <= last; j += 4, out += 16 * PANEL) packFourColumns(b.free, N << 2, row << 2, j << 2, half, out);
  }
  for (; j < last; j++) {
    for (let r = 0; r < PANEL; r++, out += 4) {
      if (r >= rows) store<f32>(out, 0);
      else {
        const here = load<f32>(b.free + (((row + r) * N + j) << 2));
        const mirror = load<f32>(b.free + ((j * N + row + r) << 2));
        store<f32>(out, <f32>0.5 * (here + mirror));
      }
    }
  }
}

/** Columns j to j + 3 of the six rows of a panel, from bytes `i` and `j` of rows of `stride` bytes. */
@inline
function packFourColumns(free: usize, stride: usize, i: usize, j: usize, half: v128, out: usize): void {
  const here = free + (i >> 2) * stride + j;
  const a0 = v128.load(here);
  const a1 = v128.load(here + stride);
  const a2 = v128.load(here + 2 * stride);
  const a3 = v128.load(here + 3 * stride);
  const a4 = v128.load(here + 4 * stride);
  const a5 = v128.load(here + 5 * stride);
  const t0 = v128.shuffle<f32>(a0, a1, 0, 4, 1, 5);
  const t1 = v128.shuffle<f32>(a2, a3, 0, 4, 1, 5);
  const t2 = v128.shuffle<f32>(a0, a1, 2, 6, 3, 7);
  const t3 = v128.shuffle<f32>(a2, a3, 2, 6, 3, 7);
  const mirror = free + (j >> 2) * stride + i;
  column(out, v128.shuffle<f32>(t0, t1, 0, 1, 4, 5), mirror, half);
  column(out + 4 * PANEL, v128.shuffle<f32>(t0, t1, 2, 3, 6, 7), mirror + stride, half);
  column(out + 8 * PANEL, v128.shuffle<f32>(t2, t3, 0, 1, 4, 5), mirror + 2 * stride, half);
  column(out + 12 * PANEL, v128.shuffle<f32>(t2, t3, 2, 3, 6, 7), mirror + 3 * stride, half);
  rest(out + 16, v128.shuffle<f32>(a4, a5, 0, 4, 1, 5), mirror + 16, stride, half);
  rest(out + 8 * PANEL + 16, v128.shuffle<f32>(a4, a5, 2, 6, 3, 7), mirror + 2 * stride + 16, stride, half);
}

/** The first four rows of a column. */
@inline
function column(out: usize, here: v128, mirror: usize, half: v128): void {
  v128.store(out, f32x4.mul(half, f32x4.add(here, v128.load(mirror))));
}

/** The last two rows of two columns. */
@inline
function rest(out: usize, here: v128, mirror: usize, stride: usize, half: v128): void {
  const both = v128.load64_lane(mirror + stride, v128.load64_zero(mirror), 1);
  const sum = f32x4.mul(half, f32x4.add(here, both));
  v128.store64_lane(out, sum, 0);
  v128.store64_lane(out + 4 * PANEL, sum, 1);
}

/** Packs a matrix whose entry (i, j) is at i rowStride + j columnStride floats into panels. An item is a panel. */
@unmanaged
class PackMatrixBlock {
  source: usize;
  panels: usize;
  rows: i32;
  columns: i32;
  rowStride: i32;
  columnStride: i32;
}

export function packMatrix(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<PackMatrixBlock>(block);
  for (let panel = begin; panel < end; panel++) {
    const row = panel * PANEL;
    let out = b.panels + panel * b.columns * (4 * PANEL);
    for (let j = 0; j < b.columns; j++) {
      for (let r = row; r < row + PANEL; r++, out += 4) {
        const value: f32 = r < b.rows ? load<f32>(b.source + ((r * b.rowStride + j * b.columnStride) << 2)) : 0;
        store<f32>(out, value);
      }
    }
  }
}
