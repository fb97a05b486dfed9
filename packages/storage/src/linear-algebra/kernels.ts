/** a . b of two rows of flat matrices. */
export function rowProduct(a: Float64Array, atA: number, b: Float64Array, atB: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += a[atA + k]! * b[atB + k]!;
    s1 += a[atA + k + 1]! * b[atB + k + 1]!;
    s2 += a[atA + k + 2]! * b[atB + k + 2]!;
    s3 += a[atA + k + 3]! * b[atB + k + 3]!;
  }
  for (; k < length; k++) s0 += a[atA + k]! * b[atB + k]!;
  return s0 + s1 + (s2 + s3);
}

/** The length of a row. */
export function lengthOf(row: Float64Array): number {
  return Math.sqrt(rowProduct(row, 0, row, 0, row.length));
}

/** out[atOut ..] += factor * row[atRow ..], `length` entries. */
export function addRow(
  out: Float64Array,
  atOut: number,
  factor: number,
  row: Float64Array,
  atRow: number,
  length: number,
): void {
  for (let k = 0; k < length; k++) out[atOut + k]! += factor * row[atRow + k]!;
}

/** A [n, n] times v. */
export function product(matrix: Float64Array, v: Float64Array): Float64Array {
  const n = v.length;
  return Float64Array.from({ length: matrix.length / n }, (_, i) => rowProduct(matrix, i * n, v, 0, n));
}

/** A [n, n] += factor v v^T. */
export function addOuter(matrix: Float64Array, factor: number, v: Float64Array): void {
  const n = v.length;
  for (let i = 0; i < n; i++) addRow(matrix, i * n, factor * v[i]!, v, 0, n);
}

/** Rows R [count, n] to R R^T [count, count]. */
export function gramOf(rows: readonly Float64Array[]): Float64Array {
  const count = rows.length;
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = rowProduct(rows[i]!, 0, rows[j]!, 0, rows[i]!.length);
      gram[i * count + j] = entry;
      gram[j * count + i] = entry;
    }
  }
  return gram;
}

/** Columns that are worked on at a time, so that some thousand rows of them stay in a cache. */
export const panelColumns = 256;

/** Sum of outer products of rows, R^T R [n, n], four rows at a time, for two rows and a panel of columns of the sum. */
export function sumOfOuters(rows: readonly Float64Array[], n: number): Float64Array {
  const sum = new Float64Array(n * n);
  const zero = new Float64Array(n);
  for (let from = 0; from < n; from += panelColumns) {
    const to = Math.min(from + panelColumns, n);
    for (let i = 0; i < to; i += 2) addOuters(sum, rows, zero, n, i, Math.max(i, from), to);
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum[i * n + j] = sum[j * n + i]!;
  return sum;
}

/** Adds rows i and i + 1 of the sum, columns `from` to `to`. */
function addOuters(
  sum: Float64Array,
  rows: readonly Float64Array[],
  zero: Float64Array,
  n: number,
  i: number,
  from: number,
  to: number,
): void {
  const second = i + 1 < n;
  for (let k = 0; k < rows.length; k += 4) {
    const [a, b, c, d] = [rows[k]!, rows[k + 1] ?? zero, rows[k + 2] ?? zero, rows[k + 3] ?? zero];
    const [ai, bi, ci, di] = [a[i]!, b[i]!, c[i]!, d[i]!];
    if (!second) {
      for (let j = from; j < to; j++) sum[i * n + j]! += ai * a[j]! + bi * b[j]! + (ci * c[j]! + di * d[j]!);
      continue;
    }
    const [an, bn, cn, dn] = [a[i + 1]!, b[i + 1]!, c[i + 1]!, d[i + 1]!];
    for (let j = from; j < to; j++) {
      const aj = a[j]!;
      const bj = b[j]!;
      const cj = c[j]!;
      const dj = d[j]!;
      sum[i * n + j]! += ai * aj + bi * bj + (ci * cj + di * dj);
      sum[(i + 1) * n + j]! += an * aj + bn * bj + (cn * cj + dn * dj);
    }
  }
}
