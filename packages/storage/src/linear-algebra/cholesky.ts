import { addRow, rowProduct } from './kernels.ts';

/** A factor L of C = L L^T, or the first row at which C is not positive definite. */
export type Cholesky = { readonly factor: Float64Array } | { readonly dependent: number };

/**
 * L [n, n] of a symmetric C = L L^T, row by row. A pivot of at most `tolerance` times the diagonal entry counts as 0: that
 * row is then a combination of those before it.
 */
export function cholesky(matrix: Float64Array, n: number, tolerance: number): Cholesky {
  const L = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      L[i * n + j] = (matrix[i * n + j]! - rowProduct(L, i * n, L, j * n, j)) / L[j * n + j]!;
    }
    const diagonal = matrix[i * n + i]!;
    const pivot = diagonal - rowProduct(L, i * n, L, i * n, i);
    if (!(pivot > tolerance * diagonal)) return { dependent: i };
    L[i * n + i] = Math.sqrt(pivot);
  }
  return { factor: L };
}

/** L^-1 R for rows R [n, columns], as new rows. */
export function forwardSolve(L: Float64Array, rows: readonly Float64Array[]): Float64Array[] {
  const n = rows.length;
  const solved: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const row = Float64Array.from(rows[i]!);
    for (let k = 0; k < i; k++) addRow(row, 0, -L[i * n + k]!, solved[k]!, 0, row.length);
    const pivot = L[i * n + i]!;
    for (let c = 0; c < row.length; c++) row[c]! /= pivot;
    solved.push(row);
  }
  return solved;
}
