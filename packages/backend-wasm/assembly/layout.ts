import { LANES, VECTOR, zero } from './lanes';

/** Rows of samples [B][size] to or from tiles [T][size][4]. An item is a tile. */
@unmanaged
class LayoutBlock {
  rows: usize;
  tiles: usize;
  size: i32;
  batch: i32;
}

export function rowsToTiles(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<LayoutBlock>(block);
  const bytes = <usize>b.size << 2;
  for (let tile = begin; tile < end; tile++) {
    const count = min(LANES, b.batch - LANES * tile);
    let from = b.rows + <usize>(LANES * tile) * bytes;
    let to = b.tiles + tile * b.size * VECTOR;
    for (let k = 0; k < b.size; k++, from += 4, to += VECTOR) {
      let v = f32x4.replace_lane(zero(), 0, load<f32>(from));
      if (count > 1) v = f32x4.replace_lane(v, 1, load<f32>(from + bytes));
      if (count > 2) v = f32x4.replace_lane(v, 2, load<f32>(from + 2 * bytes));
      if (count > 3) v = f32x4.replace_lane(v, 3, load<f32>(from + 3 * bytes));
      v128.store(to, v);
    }
  }
}

export function tilesToRows(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<LayoutBlock>(block);
  const bytes = <usize>b.size << 2;
  for (let tile = begin; tile < end; tile++) {
    const count = min(LANES, b.batch - LANES * tile);
    let from = b.tiles + tile * b.size * VECTOR;
    let to = b.rows + <usize>(LANES * tile) * bytes;
    for (let k = 0; k < b.size; k++, from += VECTOR, to += 4) {
      store<f32>(to, load<f32>(from));
      if (count > 1) store<f32>(to + bytes, load<f32>(from, 4));
      if (count > 2) store<f32>(to + 2 * bytes, load<f32>(from, 8));
      if (count > 3) store<f32>(to + 3 * bytes, load<f32>(from, 12));
    }
  }
}
