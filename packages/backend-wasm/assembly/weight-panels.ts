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
  for (let j = first; j < last; j++) {
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
