import { checkValues, ShapeError, ValueError } from '@hkmem/backend';
import type { SymmetricProduct } from '@hkmem/energy';
import { checkSearch, type Outliers, outliersOf } from './outlying-pairs.ts';

/** How singular values beyond a bound are looked for. */
export interface SingularValueSearch {
  /** How far they may lie beyond it, relative to its square; default 1e-3. */
  readonly tolerance?: number;
  /** Lanczos steps of the first look; default 48. */
  readonly steps?: number;
  /** Of the random starts; default 1. */
  readonly seed?: number;
  /** Looks after which what remains beyond is scaled down, at most; default 12. */
  readonly passes?: number;
}

/**
 * A copy of a block A [rows, columns] whose singular values are at most `high`: those beyond, found by Lanczos steps on
 * A A^T (or A^T A, if that is smaller), are moved to it, A - sum (1 - high / sigma) u u^T A, the nearest such block; what
 * remains is scaled down. For a layer of a hierarchical memory, or the block between two groups of units.
 * @throws {ValueError | ShapeError | NonFiniteError} unless `high` is above 0 and the block has whole rows of finite numbers.
 */
export function boundSingularValues(
  block: ArrayLike<number>,
  columns: number,
  high: number,
  { tolerance = 1e-3, steps = 48, seed = 1, passes = 12 }: SingularValueSearch = {},
): Float64Array {
  if (!(high > 0 && Number.isFinite(high))) throw new ValueError('bound of singular values', high, 'a number above 0');
  checkSearch({ tolerance, steps, passes });
  const rows = block.length / columns;
  if (!Number.isInteger(rows) || rows < 1) throw new ShapeError('block', block.length, columns, 'Give whole rows.');
  checkValues('block', block, [rows, columns]);
  const tall = rows > columns;
  const [count, length] = tall ? [columns, rows] : [rows, columns];
  // Rows of the smaller side: A itself, or its transpose.
  const A = new Float64Array(block.length);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < length; j++) A[i * length + j] = block[tall ? j * columns + i : i * columns + j]!;
  }
  const product: SymmetricProduct = (v, out) => {
    const image = across(A, v, length);
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let j = 0, at = i * length; j < length; j++) sum += A[at + j]! * image[j]!;
      out[i]! += sum;
    }
  };
  const most = high * high;
  const look = (steps: number, pass: number): Outliers =>
    outliersOf(product, count, [Number.NEGATIVE_INFINITY, most], tolerance * most, steps, seed + pass);
  let looks = Math.min(count, steps);
  let found = look(looks, 0);
  for (let pass = 1; pass <= passes && (found.pairs.length > 0 || found.more); pass++) {
    for (const { value, vector } of found.pairs) {
      addOuter(A, high / Math.sqrt(value) - 1, vector, across(A, vector, length));
    }
    if (found.more && pass < passes) looks = Math.min(count, 2 * looks);
    found = look(looks, pass);
  }
  const largest = Math.sqrt(Math.max(found.ends[1], 0));
  const scale = largest > high ? high / largest : 1;
  const bounded = new Float64Array(block.length);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < length; j++) bounded[tall ? j * columns + i : i * columns + j] = scale * A[i * length + j]!;
  }
  return bounded;
}

/** v^T A, of rows of this length. */
function across(A: Float64Array, v: Float64Array, length: number): Float64Array {
  const image = new Float64Array(length);
  for (let i = 0; i < v.length; i++) {
    const factor = v[i]!;
    for (let j = 0, at = i * length; j < length; j++) image[j]! += factor * A[at + j]!;
  }
  return image;
}

/** A += factor u v^T. */
function addOuter(A: Float64Array, factor: number, u: Float64Array, v: Float64Array): void {
  const { length } = v;
  for (let i = 0; i < u.length; i++) {
    const along = factor * u[i]!;
    for (let j = 0, at = i * length; j < length; j++) A[at + j]! += along * v[j]!;
  }
}
