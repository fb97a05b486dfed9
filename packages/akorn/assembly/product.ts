import { madd, zero } from '../../backend-wasm/assembly/lanes';

/** Rows and columns of a tile: 12 sums of 4 lanes, 2 vectors of B and one entry of A fit the registers. */
const ROWS: i32 = 6;
const COLUMNS: i32 = 8;
/** Terms that are summed before the next ones are packed: a panel of A and one of B stay near. */
const DEPTH: i32 = 512;

/**
 * C = A B + `added` of A [M, K] and B [K, N]. Every matrix has strides in bytes from row to row and from column to column, so
 * transposes, and heads whose channels lie apart, need no copy. `added` is nothing where it is 0, a row [N] with `addedRow` 0,
 * or a matrix with so many bytes from row to row. `scratch` holds 4 (6 + N up to a multiple of 8) 512 bytes.
 */
export function product(
  M: i32,
  N: i32,
  K: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  bColumn: i32,
  c: usize,
  cRow: i32,
  cColumn: i32,
  added: usize,
  addedRow: i32,
  scratch: usize,
): void {
  const panels = scratch + 4 * ROWS * DEPTH;
  for (let first = 0; first < K; first += DEPTH) {
    const depth = min(DEPTH, K - first);
    packColumns(panels, b + first * bRow, bRow, bColumn, depth, N);
    const begins = first == 0;
    for (let m = 0; m < M; m += ROWS) {
      const rows = min(ROWS, M - m);
      packRows(scratch, a + m * aRow + first * aColumn, aRow, aColumn, rows, depth);
      let panel = panels;
      for (let n = 0; n < N; n += COLUMNS) {
        const to = c + m * cRow + n * cColumn;
        const columns = min(COLUMNS, N - n);
        // What was summed before is added to, and `added` at first.
        const from = begins ? (added ? added + m * addedRow + 4 * n : 0) : to;
        tile(scratch, panel, depth, to, cRow, cColumn, rows, columns, from, begins ? addedRow : cRow, begins ? 4 : cColumn);
        panel += depth * (4 * COLUMNS);
      }
    }
  }
}

/** Up to 6 rows of A as [depth][6], zeros for rows that are missing. */
function packRows(to: usize, a: usize, row: i32, column: i32, rows: i32, depth: i32): void {
  if (row == 4 && rows == ROWS) {
    for (let k = 0; k < depth; k++) {
      v128.store(to, v128.load(a));
      store<u64>(to, load<u64>(a, 16), 16);
      to += 4 * ROWS;
      a += column;
    }
    return;
  }
  let k = 0;
  if (column == 4 && rows == ROWS) {
    for (; k + 4 <= depth; k += 4) {
      packFour(to + k * (4 * ROWS), a + 4 * k, row);
    }
  }
  for (let r = 0; r < ROWS; r++) {
    let from = a + r * row + k * column;
    const end = to + r * 4 + depth * (4 * ROWS);
    for (let at = to + r * 4 + k * (4 * ROWS); at < end; at += 4 * ROWS) {
      store<f32>(at, r < rows ? load<f32>(from) : 0);
      from += column;
    }
  }
}

/** Four terms of six rows, transposed. */
@inline
function packFour(to: usize, a: usize, row: i32): void {
  const r0 = v128.load(a);
  const r1 = v128.load(a + row);
  const r2 = v128.load(a + 2 * row);
  const r3 = v128.load(a + 3 * row);
  const r4 = v128.load(a + 4 * row);
  const r5 = v128.load(a + 5 * row);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const low45 = v128.shuffle<f32>(r4, r5, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  const high45 = v128.shuffle<f32>(r4, r5, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(to, v128.shuffle<f32>(low45, low01, 0, 1, 6, 7), 16);
  v128.store(to, v128.shuffle<f64>(low23, low45, 1, 3), 32);
  v128.store(to, v128.shuffle<f64>(high01, high23, 0, 2), 48);
  v128.store(to, v128.shuffle<f32>(high45, high01, 0, 1, 6, 7), 64);
  v128.store(to, v128.shuffle<f64>(high23, high45, 1, 3), 80);
}

/** B as panels of 8 columns, [ceil(N / 8)][depth][8], zeros for columns that are missing. */
function packColumns(to: usize, b: usize, row: i32, column: i32, depth: i32, N: i32): void {
  for (let n = 0; n < N; n += COLUMNS) {
    const columns = min(COLUMNS, N - n);
    let from = b + n * column;
    for (let k = 0; k < depth; k++) {
      if (column == 4 && columns == COLUMNS) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      } else {
        for (let j = 0; j < COLUMNS; j++) store<f32>(to + 4 * j, j < columns ? load<f32>(from + j * column) : 0);
      }
      from += row;
      to += 4 * COLUMNS;
    }
  }
}

function tile(
  a: usize,
  b: usize,
  depth: i32,
  c: usize,
  row: i32,
  column: i32,
  rows: i32,
  columns: i32,
  from: usize,
  fromRow: i32,
  fromColumn: i32,
): void {
  let c0 = zero(), c1 = zero(), c2 = zero(), c3 = zero(), c4 = zero(), c5 = zero();
  let d0 = zero(), d1 = zero(), d2 = zero(), d3 = zero(), d4 = zero(), d5 = zero();
  const end = a + depth * (4 * ROWS);
  while (a < end) {
    const g = v128.load(b);
    const h = v128.load(b, 16);
    let w = v128.load32_splat(a);
    c0 = madd(w, g, c0);
    d0 = madd(w, h, d0);
    w = v128.load32_splat(a, 4);
    c1 = madd(w, g, c1);
    d1 = madd(w, h, d1);
    w = v128.load32_splat(a, 8);
    c2 = madd(w, g, c2);
    d2 = madd(w, h, d2);
    w = v128.load32_splat(a, 12);
    c3 = madd(w, g, c3);
    d3 = madd(w, h, d3);
    w = v128.load32_splat(a, 16);
    c4 = madd(w, g, c4);
    d4 = madd(w, h, d4);
    w = v128.load32_splat(a, 20);
    c5 = madd(w, g, c5);
    d5 = madd(w, h, d5);
    a += 4 * ROWS;
    b += 4 * COLUMNS;
  }
  if (column == 4 && columns == COLUMNS && rows == ROWS && (from == 0 || fromColumn == 4)) {
    if (from) {
      storeSum(c, from, c0, d0);
      storeSum(c + row, from + fromRow, c1, d1);
      storeSum(c + 2 * row, from + 2 * fromRow, c2, d2);
      storeSum(c + 3 * row, from + 3 * fromRow, c3, d3);
      storeSum(c + 4 * row, from + 4 * fromRow, c4, d4);
      storeSum(c + 5 * row, from + 5 * fromRow, c5, d5);
    } else {
      storePair(c, c0, d0);
      storePair(c + row, c1, d1);
      storePair(c + 2 * row, c2, d2);
      storePair(c + 3 * row, c3, d3);
      storePair(c + 4 * row, c4, d4);
      storePair(c + 5 * row, c5, d5);
    }
    return;
  }
  storeRow(c, column, columns, from, fromColumn, c0, d0);
  const step = from ? fromRow : 0;
  if (rows > 1) storeRow(c + row, column, columns, from + step, fromColumn, c1, d1);
  if (rows > 2) storeRow(c + 2 * row, column, columns, from + 2 * step, fromColumn, c2, d2);
  if (rows > 3) storeRow(c + 3 * row, column, columns, from + 3 * step, fromColumn, c3, d3);
  if (rows > 4) storeRow(c + 4 * row, column, columns, from + 4 * step, fromColumn, c4, d4);
  if (rows > 5) storeRow(c + 5 * row, column, columns, from + 5 * step, fromColumn, c5, d5);
}

@inline
function storePair(to: usize, first: v128, second: v128): void {
  v128.store(to, first);
  v128.store(to, second, 16);
}

@inline
function storeSum(to: usize, from: usize, first: v128, second: v128): void {
  storePair(to, f32x4.add(v128.load(from), first), f32x4.add(v128.load(from, 16), second));
}

function storeRow(
  to: usize,
  column: i32,
  columns: i32,
  from: usize,
  fromColumn: i32,
  first: v128,
  second: v128,
): void {
  if (column == 4 && columns == COLUMNS && (from == 0 || fromColumn == 4)) {
    if (from) storeSum(to, from, first, second);
    else storePair(to, first, second);
    return;
  }
  storeLane(to, f32x4.extract_lane(first, 0), from);
  if (columns > 1) storeLane(to + column, f32x4.extract_lane(first, 1), next(from, fromColumn, 1));
  if (columns > 2) storeLane(to + 2 * column, f32x4.extract_lane(first, 2), next(from, fromColumn, 2));
  if (columns > 3) storeLane(to + 3 * column, f32x4.extract_lane(first, 3), next(from, fromColumn, 3));
  if (columns > 4) storeLane(to + 4 * column, f32x4.extract_lane(second, 0), next(from, fromColumn, 4));
  if (columns > 5) storeLane(to + 5 * column, f32x4.extract_lane(second, 1), next(from, fromColumn, 5));
  if (columns > 6) storeLane(to + 6 * column, f32x4.extract_lane(second, 2), next(from, fromColumn, 6));
  if (columns > 7) storeLane(to + 7 * column, f32x4.extract_lane(second, 3), next(from, fromColumn, 7));
}

/** So many columns further, or nothing still. */
@inline
function next(from: usize, column: i32, count: i32): usize {
  return from ? from + count * column : 0;
}

@inline
function storeLane(to: usize, value: f32, from: usize): void {
  store<f32>(to, from ? load<f32>(from) + value : value);
}
