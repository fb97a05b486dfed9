import { madd, zero } from '../../backend-wasm/assembly/lanes';

/** Rows and columns of a tile: 12 sums of 4 lanes, 2 vectors of B and one entry of A fit the registers. */
const ROWS: i32 = 6;
const COLUMNS: i32 = 8;
/** Terms that are summed before the next ones are packed: a panel of A and one of B stay near. */
const DEPTH: i32 = 512;

/**
 * C (+)= A B of A [M, K] and B [K, N]. Every matrix has strides in bytes from row to row and from column to column, so
 * transposes, and heads whose channels lie apart, need no copy. `scratch` holds 4 (6 + N up to a multiple of 8) 512 bytes.
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
  accumulate: i32,
  scratch: usize,
): void {
  const panels = scratch + 4 * ROWS * DEPTH;
  for (let first = 0; first < K; first += DEPTH) {
    const depth = min(DEPTH, K - first);
    packColumns(panels, b + first * bRow, bRow, bColumn, depth, N);
    const adds = accumulate | i32(first > 0);
    for (let m = 0; m < M; m += ROWS) {
      const rows = min(ROWS, M - m);
      packRows(scratch, a + m * aRow + first * aColumn, aRow, aColumn, rows, depth);
      let panel = panels;
      for (let n = 0; n < N; n += COLUMNS) {
        const to = c + m * cRow + n * cColumn;
        tile(scratch, panel, depth, to, cRow, cColumn, rows, min(COLUMNS, N - n), adds);
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
  for (let r = 0; r < ROWS; r++) {
    let from = a + r * row;
    const end = to + r * 4 + depth * (4 * ROWS);
    for (let at = to + r * 4; at < end; at += 4 * ROWS) {
      store<f32>(at, r < rows ? load<f32>(from) : 0);
      from += column;
    }
  }
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
  accumulate: i32,
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
  storeRow(c, column, columns, accumulate, c0, d0);
  if (rows > 1) storeRow(c + row, column, columns, accumulate, c1, d1);
  if (rows > 2) storeRow(c + 2 * row, column, columns, accumulate, c2, d2);
  if (rows > 3) storeRow(c + 3 * row, column, columns, accumulate, c3, d3);
  if (rows > 4) storeRow(c + 4 * row, column, columns, accumulate, c4, d4);
  if (rows > 5) storeRow(c + 5 * row, column, columns, accumulate, c5, d5);
}

function storeRow(to: usize, column: i32, columns: i32, accumulate: i32, first: v128, second: v128): void {
  if (column == 4 && columns == COLUMNS) {
    v128.store(to, accumulate ? f32x4.add(v128.load(to), first) : first);
    v128.store(to, accumulate ? f32x4.add(v128.load(to, 16), second) : second, 16);
    return;
  }
  storeLane(to, f32x4.extract_lane(first, 0), accumulate);
  if (columns > 1) storeLane(to + column, f32x4.extract_lane(first, 1), accumulate);
  if (columns > 2) storeLane(to + 2 * column, f32x4.extract_lane(first, 2), accumulate);
  if (columns > 3) storeLane(to + 3 * column, f32x4.extract_lane(first, 3), accumulate);
  if (columns > 4) storeLane(to + 4 * column, f32x4.extract_lane(second, 0), accumulate);
  if (columns > 5) storeLane(to + 5 * column, f32x4.extract_lane(second, 1), accumulate);
  if (columns > 6) storeLane(to + 6 * column, f32x4.extract_lane(second, 2), accumulate);
  if (columns > 7) storeLane(to + 7 * column, f32x4.extract_lane(second, 3), accumulate);
}

@inline
function storeLane(to: usize, value: f32, accumulate: i32): void {
  store<f32>(to, accumulate ? load<f32>(to) + value : value);
}
