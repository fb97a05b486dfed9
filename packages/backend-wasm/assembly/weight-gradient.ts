import { laneSums, madd, VECTOR, zero } from './lanes';

/** Rows and columns of a block of the weight gradient that is summed at once: 12 sums, 2 + 1 operands in registers. */
export const ROWS: i32 = 2;
export const COLUMNS: i32 = 6;

/** Panels of each operand that one item covers. */
export const ROW_GROUP: i32 = 24;
export const COLUMN_GROUP: i32 = 8;

/**
 * Copies one layer's part of tiles into the log of an operand, [ceil(count / width)][slots][width][4], so that the
 * product over all logged tiles reads both operands in order. An item is a tile.
 */
@unmanaged
class LogTilesBlock {
  source: usize;
  /** Bytes from one tile to the next in the source. */
  stride: i32;
  count: i32;
  /** ROWS for cotangents, COLUMNS for activities. */
  width: i32;
  log: usize;
  slots: i32;
  /** Slot of the first tile. */
  slot: i32;
}

export function logTiles(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<LogTilesBlock>(block);
  const width = b.width;
  const panel = b.slots * width * VECTOR;
  for (let tile = begin; tile < end; tile++) {
    let from = b.source + tile * b.stride;
    let to = b.log + (b.slot + tile) * width * VECTOR;
    for (let row = 0; row < b.count; row += width, to += panel) {
      for (let r = 0; r < width; r++, from += VECTOR) {
        v128.store(to + r * VECTOR, row + r < b.count ? v128.load(from) : zero());
      }
    }
  }
}

/**
 * target += sum over logged samples of u g^T, for the panels of one pair of layers. Lanes hold partial sums over
 * samples, so that no operand is transposed. An item is ROW_GROUP row panels by COLUMN_GROUP column panels.
 */
@unmanaged
class WeightGradientBlock {
  u: usize;
  g: usize;
  rows: i32;
  columns: i32;
  slots: i32;
  used: i32;
  target: usize;
  /** Entry (i, j) of the target is at i rowStride + j columnStride floats. */
  rowStride: i32;
  columnStride: i32;
}

export function weightGradient(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<WeightGradientBlock>(block);
  const rowPanels = (b.rows + ROWS - 1) / ROWS;
  const columnPanels = (b.columns + COLUMNS - 1) / COLUMNS;
  const rowGroups = (rowPanels + ROW_GROUP - 1) / ROW_GROUP;
  const uBytes = b.slots * ROWS * VECTOR;
  const gBytes = b.slots * COLUMNS * VECTOR;
  for (let item = begin; item < end; item++) {
    const row = (item % rowGroups) * ROW_GROUP;
    const column = (item / rowGroups) * COLUMN_GROUP;
    const lastRow = min(row + ROW_GROUP, rowPanels);
    const lastColumn = min(column + COLUMN_GROUP, columnPanels);
    for (let j = column; j < lastColumn; j++) {
      for (let i = row; i < lastRow; i++) {
        outer(b, b.u + i * uBytes, b.g + j * gBytes, i * ROWS, j * COLUMNS);
      }
    }
  }
}

function outer(b: WeightGradientBlock, u: usize, g: usize, row: i32, column: i32): void {
  let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero(), a4 = zero(), a5 = zero();
  let b0 = zero(), b1 = zero(), b2 = zero(), b3 = zero(), b4 = zero(), b5 = zero();
  const end = u + b.used * (ROWS * VECTOR);
  while (u < end) {
    const u0 = v128.load(u);
    const u1 = v128.load(u, 16);
    let v = v128.load(g);
    a0 = madd(u0, v, a0);
    b0 = madd(u1, v, b0);
    v = v128.load(g, 16);
    a1 = madd(u0, v, a1);
    b1 = madd(u1, v, b1);
    v = v128.load(g, 32);
    a2 = madd(u0, v, a2);
    b2 = madd(u1, v, b2);
    v = v128.load(g, 48);
    a3 = madd(u0, v, a3);
    b3 = madd(u1, v, b3);
    v = v128.load(g, 64);
    a4 = madd(u0, v, a4);
    b4 = madd(u1, v, b4);
    v = v128.load(g, 80);
    a5 = madd(u0, v, a5);
    b5 = madd(u1, v, b5);
    u += ROWS * VECTOR;
    g += COLUMNS * VECTOR;
  }
  const last = laneSums(a4, a5, b4, b5);
  addRow(b, row, column, laneSums(a0, a1, a2, a3), last);
  if (row + 1 < b.rows) {
    addRow(b, row + 1, column, laneSums(b0, b1, b2, b3), v128.shuffle<f32>(last, last, 2, 3, 2, 3));
  }
}

/** Adds a row of six sums, four and two, to the target. */
function addRow(b: WeightGradientBlock, row: i32, column: i32, four: v128, two: v128): void {
  const step = b.columnStride << 2;
  const at = b.target + ((row * b.rowStride) << 2) + column * step;
  const left = b.columns - column;
  if (step == 4 && left >= 4) v128.store(at, f32x4.add(v128.load(at), four));
  else {
    addTo(at, f32x4.extract_lane(four, 0));
    if (left > 1) addTo(at + step, f32x4.extract_lane(four, 1));
    if (left > 2) addTo(at + 2 * step, f32x4.extract_lane(four, 2));
    if (left > 3) addTo(at + 3 * step, f32x4.extract_lane(four, 3));
  }
  if (left > 4) addTo(at + 4 * step, f32x4.extract_lane(two, 0));
  if (left > 5) addTo(at + 5 * step, f32x4.extract_lane(two, 1));
}

@inline
function addTo(at: usize, amount: f32): void {
  store<f32>(at, load<f32>(at) + amount);
}

/** gradient += (dW + dW^T) / 2, the pull-back of W = (V + V^T) / 2. An item is a row. */
@unmanaged
class AddSymmetricBlock {
  dW: usize;
  gradient: usize;
  neurons: i32;
}

export function addSymmetric(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<AddSymmetricBlock>(block);
  const N = b.neurons;
  for (let i = begin; i < end; i++) {
    for (let j = 0; j < N; j++) {
      const here = load<f32>(b.dW + ((i * N + j) << 2));
      const mirror = load<f32>(b.dW + ((j * N + i) << 2));
      addTo(b.gradient + ((i * N + j) << 2), <f32>0.5 * (here + mirror));
    }
  }
}
