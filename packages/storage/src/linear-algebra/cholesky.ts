import { addRow, panelColumns, rowProduct } from './kernels.ts';

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

/** L^-1 R for rows R [n, columns], as new rows, a panel of columns at a time. */
export function forwardSolve(L: Float64Array, rows: readonly Float64Array[]): Float64Array[] {
  const n = rows.length;
  const solved = rows.map((row) => Float64Array.from(row));
  const columns = solved[0]?.length ?? 0;
  for (let from = 0; from < columns; from += panelColumns) {
    const width = Math.min(panelColumns, columns - from);
    for (let i = 0; i < n; i++) {
      const row = solved[i]!;
      for (let k = 0; k < i; k++) addRow(row, from, -L[i * n + k]!, solved[k]!, from, width);
      const pivot = L[i * n + i]!;
      for (let c = from; c < from + width; c++) row[c]! /= pivot;
    }
  }
  return solved;
}
