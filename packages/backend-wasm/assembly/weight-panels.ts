import { PANEL } from './weight-product';

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
  for (let panel = begin; panel < end; panel++) {
    const row = panel * PANEL;
    const rows = min(PANEL, N - row);
    let out = b.panels + panel * N * (4 * PANEL);
    for (let j = 0; j < N; j++) {
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
