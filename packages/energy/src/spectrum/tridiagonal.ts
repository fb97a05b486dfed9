/** Eigenvalues of a symmetric tridiagonal matrix [k, k], with their vectors where they were wanted. */
export interface TridiagonalEigen {
  /** [k], smallest first. */
  readonly values: Float64Array;
  /** Vector n, of length 1, belongs to value n; empty unless wanted. */
  readonly vectors: readonly Float64Array[];
}

/** Sweeps per eigenvalue, at most; two or three are what it takes. */
const mostSweeps = 60;

/**
 * The eigenvalues of a symmetric tridiagonal matrix by QL sweeps with Wilkinson's shift (Dubrulle, Martin, Wilkinson,
 * Numerische Mathematik 12, 1968): some k^2 operations, with vectors k^3. `offDiagonal` needs k - 1 entries; more are
 * left alone.
 */
export function tridiagonalEigen(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
  wantVectors: boolean,
): TridiagonalEigen {
  const k = diagonal.length;
  const d = Float64Array.from(diagonal);
  const e = Float64Array.from({ length: k }, (_, n) => (n + 1 < k ? offDiagonal[n]! : 0));
  const rows = wantVectors ? Array.from({ length: k }, (_, n) => new Float64Array(k).fill(1, n, n + 1)) : [];
  for (let low = 0; low < k; low++) {
    for (let sweep = 0; sweep < mostSweeps; sweep++) {
      const high = endOfBlock(d, e, low);
      if (high === low) break;
      sweepBlock(d, e, low, high, rows);
    }
  }
  const order = Array.from(d.keys()).sort((a, b) => d[a]! - d[b]!);
  return { values: Float64Array.from(order, (n) => d[n]!), vectors: wantVectors ? order.map((n) => rows[n]!) : [] };
}

/** The last index of the block that starts at `low`: the next off-diagonal entry is nothing beside the diagonal. */
function endOfBlock(d: Float64Array, e: Float64Array, low: number): number {
  let high = low;
  while (high + 1 < d.length && Math.abs(e[high]!) > Number.EPSILON * (Math.abs(d[high]!) + Math.abs(d[high + 1]!))) {
    high++;
  }
  return high;
}

/** One implicit QL sweep over the block from `low` to `high`; row n of the vectors turns with diagonal entry n. */
function sweepBlock(d: Float64Array, e: Float64Array, low: number, high: number, rows: readonly Float64Array[]): void {
  const half = (d[low + 1]! - d[low]!) / (2 * e[low]!);
  let bulge = d[high]! - d[low]! + e[low]! / (half + (half >= 0 ? 1 : -1) * Math.hypot(half, 1));
  let [sine, cosine, shift] = [1, 1, 0];
  for (let i = high - 1; i >= low; i--) {
    const across = sine * e[i]!;
    const along = cosine * e[i]!;
    const size = Math.hypot(across, bulge);
    e[i + 1] = size;
    if (size === 0) {
      d[i + 1]! -= shift;
      e[high] = 0;
      return;
    }
    sine = across / size;
    cosine = bulge / size;
    const rest = d[i + 1]! - shift;
    const turn = (d[i]! - rest) * sine + 2 * cosine * along;
    shift = sine * turn;
    d[i + 1] = rest + shift;
    bulge = cosine * turn - along;
    if (rows.length > 0) rotate(rows[i]!, rows[i + 1]!, cosine, sine);
  }
  d[low]! -= shift;
  e[low] = bulge;
  e[high] = 0;
}

function rotate(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let n = 0; n < a.length; n++) {
    const [first, second] = [a[n]!, b[n]!];
    b[n] = sine * first + cosine * second;
    a[n] = cosine * first - sine * second;
  }
}
