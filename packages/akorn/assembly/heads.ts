import { madd, zero } from '../../backend-wasm/assembly/lanes';

/** Rows and columns of a tile: 12 sums, one entry of B and three of A fit the registers. */
const ROWS: i32 = 3;
const COLUMNS: i32 = 4;

/**
 * C = A B of A [I, K] and B [K, J] for four heads at once: entries are vectors of four numbers, one a head. Every matrix has
 * strides in bytes from row to row and from column to column, so that channels of a head may lie apart and nothing is packed.
 */
export function headsProduct(
  I: i32,
  J: i32,
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
): void {
  for (let i = 0; i < I; i += ROWS) {
    const rows = min(ROWS, I - i);
    for (let j = 0; j < J; j += COLUMNS) {
      const columns = min(COLUMNS, J - j);
      const to = c + i * cRow + j * cColumn;
      tile(K, rows, columns, a + i * aRow, aRow, aColumn, b + j * bColumn, bRow, bColumn, to, cRow, cColumn);
    }
  }
}

function tile(
  K: i32,
  rows: i32,
  columns: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  bColumn: i32,
  c: usize,
  cRow: i32,
  cColumn: i32,
): void {
  // Rows and columns that are missing are the first once more, and are not stored.
  let a1 = rows > 1 ? a + aRow : a;
  let a2 = rows > 2 ? a + 2 * aRow : a;
  let b1 = columns > 1 ? b + bColumn : b;
  let b2 = columns > 2 ? b + 2 * bColumn : b;
  let b3 = columns > 3 ? b + 3 * bColumn : b;
  let s00 = zero(), s01 = zero(), s02 = zero(), s03 = zero();
  let s10 = zero(), s11 = zero(), s12 = zero(), s13 = zero();
  let s20 = zero(), s21 = zero(), s22 = zero(), s23 = zero();
  for (let k = 0; k < K; k++) {
    const x = v128.load(a);
    const y = v128.load(a1);
    const z = v128.load(a2);
    let w = v128.load(b);
    s00 = madd(x, w, s00);
    s10 = madd(y, w, s10);
    s20 = madd(z, w, s20);
    w = v128.load(b1);
    s01 = madd(x, w, s01);
    s11 = madd(y, w, s11);
    s21 = madd(z, w, s21);
    w = v128.load(b2);
    s02 = madd(x, w, s02);
    s12 = madd(y, w, s12);
    s22 = madd(z, w, s22);
    w = v128.load(b3);
    s03 = madd(x, w, s03);
    s13 = madd(y, w, s13);
    s23 = madd(z, w, s23);
    a += aColumn;
    a1 += aColumn;
    a2 += aColumn;
    b += bRow;
    b1 += bRow;
    b2 += bRow;
    b3 += bRow;
  }
  storeRow(c, cColumn, columns, s00, s01, s02, s03);
  if (rows > 1) storeRow(c + cRow, cColumn, columns, s10, s11, s12, s13);
  if (rows > 2) storeRow(c + 2 * cRow, cColumn, columns, s20, s21, s22, s23);
}

@inline
function storeRow(to: usize, column: i32, columns: i32, s0: v128, s1: v128, s2: v128, s3: v128): void {
  v128.store(to, s0);
  if (columns > 1) v128.store(to + column, s1);
  if (columns > 2) v128.store(to + 2 * column, s2);
  if (columns > 3) v128.store(to + 3 * column, s3);
}
