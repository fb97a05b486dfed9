import { defineKernel, type Kernel } from '../device/kernel.ts';

/** Side of the tiles of a transposition, one workgroup each. */
export const transposeTile = 16;

/** to [columns, rows] = from [rows, columns] transposed. */
export function transposeKernel(): Kernel {
  return defineKernel({
    name: 'transpose',
    storage: { source: 'f32', out: 'f32 write' },
    fields: { rows: 'u32', columns: 'u32', sourceAt: 'u32', outAt: 'u32' },
    workgroup: 256,
    declarations: 'var<workgroup> block: array<f32, 272>;',
    body: `
  let across = (given.columns + 15u) / 16u;
  let top = (tile / across) * 16u;
  let start = (tile % across) * 16u;
  let y = lane / 16u;
  let x = lane % 16u;
  if (top + y < given.rows && start + x < given.columns) {
    block[y * 17u + x] = source[given.sourceAt + (top + y) * given.columns + start + x];
  }
  workgroupBarrier();
  if (top + x < given.rows && start + y < given.columns) {
    out[given.outAt + (start + y) * given.rows + top + x] = block[x * 17u + y];
  }`,
  });
}
