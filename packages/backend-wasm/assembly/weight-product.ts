import { madd, VECTOR, zero } from './lanes';

/** Rows of a panel of packed weights. */
export const PANEL: i32 = 6;

/** Tiles whose activities are kept near while panels pass by. */
const TILES_AT_ONCE: i32 = 32;

/**
 * output (+)= W input over all tiles. W is packed in panels of 6 rows, [ceil(rows / 6)][columns][6]; a micro-kernel
 * makes 6 rows of two tiles at a time: 12 sums, 2 vectors of activities, one weight. An item is a panel.
 */
@unmanaged
class WeightProductBlock {
  panels: usize;
  rows: i32;
  columns: i32;
  input: usize;
  output: usize;
  tiles: i32;
  /** Bytes from one tile to the next, of input and output. */
  stride: i32;
  /** 1 to add to the output, 0 to set it. */
  accumulate: i32;
}

export function weightProduct(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<WeightProductBlock>(block);
  const columns = b.columns;
  const stride = b.stride;
  const accumulate = b.accumulate;
  for (let first = 0; first < b.tiles; first += TILES_AT_ONCE) {
    const last = min(first + TILES_AT_ONCE, b.tiles);
    for (let panel = begin; panel < end; panel++) {
      const weights = b.panels + panel * columns * (4 * PANEL);
      const rows = min(PANEL, b.rows - panel * PANEL);
      let input = b.input + first * stride;
      let output = b.output + panel * (PANEL * VECTOR) + first * stride;
      let tile = first;
      for (; tile + 1 < last; tile += 2) {
        if (ASC_FEATURE_RELAXED_SIMD) twoTiles(weights, columns, input, stride, output, rows, accumulate);
        else {
          halfPanel(weights, columns, input, stride, output, rows, accumulate);
          halfPanel(weights + 12, columns, input, stride, output + 48, rows - 3, accumulate);
        }
        input += 2 * stride;
        output += 2 * stride;
      }
      if (tile < last) oneTile(weights, columns, input, output, rows, accumulate);
    }
  }
}

function twoTiles(
  weights: usize,
  columns: i32,
  input: usize,
  stride: usize,
  output: usize,
  rows: i32,
  accumulate: i32,
): void {
  let c0 = zero(), c1 = zero(), c2 = zero(), c3 = zero(), c4 = zero(), c5 = zero();
  let d0 = zero(), d1 = zero(), d2 = zero(), d3 = zero(), d4 = zero(), d5 = zero();
  const end = weights + columns * (4 * PANEL);
  let other = input + stride;
  while (weights < end) {
    const g = v128.load(input);
    const h = v128.load(other);
    let w = v128.load32_splat(weights);
    c0 = madd(w, g, c0);
    d0 = madd(w, h, d0);
    w = v128.load32_splat(weights, 4);
    c1 = madd(w, g, c1);
    d1 = madd(w, h, d1);
    w = v128.load32_splat(weights, 8);
    c2 = madd(w, g, c2);
    d2 = madd(w, h, d2);
    w = v128.load32_splat(weights, 12);
    c3 = madd(w, g, c3);
    d3 = madd(w, h, d3);
    w = v128.load32_splat(weights, 16);
    c4 = madd(w, g, c4);
    d4 = madd(w, h, d4);
    w = v128.load32_splat(weights, 20);
    c5 = madd(w, g, c5);
    d5 = madd(w, h, d5);
    weights += 4 * PANEL;
    input += VECTOR;
    other += VECTOR;
  }
  storeRows(output, rows, accumulate, c0, c1, c2, c3, c4, c5);
  storeRows(output + stride, rows, accumulate, d0, d1, d2, d3, d4, d5);
}

/** Three rows of two tiles: where a product and a sum take two operations, 12 sums do not fit in registers. */
function halfPanel(
  weights: usize,
  columns: i32,
  input: usize,
  stride: usize,
  output: usize,
  rows: i32,
  accumulate: i32,
): void {
  let c0 = zero(), c1 = zero(), c2 = zero();
  let d0 = zero(), d1 = zero(), d2 = zero();
  const end = weights + columns * (4 * PANEL);
  let other = input + stride;
  while (weights < end) {
    const g = v128.load(input);
    const h = v128.load(other);
    let w = v128.load32_splat(weights);
    c0 = madd(w, g, c0);
    d0 = madd(w, h, d0);
    w = v128.load32_splat(weights, 4);
    c1 = madd(w, g, c1);
    d1 = madd(w, h, d1);
    w = v128.load32_splat(weights, 8);
    c2 = madd(w, g, c2);
    d2 = madd(w, h, d2);
    weights += 4 * PANEL;
    input += VECTOR;
    other += VECTOR;
  }
  storeHalf(output, rows, accumulate, c0, c1, c2);
  storeHalf(output + stride, rows, accumulate, d0, d1, d2);
}

@inline
function storeHalf(output: usize, rows: i32, accumulate: i32, c0: v128, c1: v128, c2: v128): void {
  if (rows > 0) storeRow(output, c0, accumulate);
  if (rows > 1) storeRow(output + 16, c1, accumulate);
  if (rows > 2) storeRow(output + 32, c2, accumulate);
}

function oneTile(weights: usize, columns: i32, input: usize, output: usize, rows: i32, accumulate: i32): void {
  let c0 = zero(), c1 = zero(), c2 = zero(), c3 = zero(), c4 = zero(), c5 = zero();
  const end = weights + columns * (4 * PANEL);
  while (weights < end) {
    const g = v128.load(input);
    c0 = madd(v128.load32_splat(weights), g, c0);
    c1 = madd(v128.load32_splat(weights, 4), g, c1);
    c2 = madd(v128.load32_splat(weights, 8), g, c2);
    c3 = madd(v128.load32_splat(weights, 12), g, c3);
    c4 = madd(v128.load32_splat(weights, 16), g, c4);
    c5 = madd(v128.load32_splat(weights, 20), g, c5);
    weights += 4 * PANEL;
    input += VECTOR;
  }
  storeRows(output, rows, accumulate, c0, c1, c2, c3, c4, c5);
}

@inline
function storeRows(
  output: usize,
  rows: i32,
  accumulate: i32,
  c0: v128,
  c1: v128,
  c2: v128,
  c3: v128,
  c4: v128,
  c5: v128,
): void {
  storeRow(output, c0, accumulate);
  if (rows > 1) storeRow(output + 16, c1, accumulate);
  if (rows > 2) storeRow(output + 32, c2, accumulate);
  if (rows > 3) storeRow(output + 48, c3, accumulate);
  if (rows > 4) storeRow(output + 64, c4, accumulate);
  if (rows > 5) storeRow(output + 80, c5, accumulate);
}

@inline
function storeRow(output: usize, value: v128, accumulate: i32): void {
  v128.store(output, accumulate ? f32x4.add(v128.load(output), value) : value);
}
