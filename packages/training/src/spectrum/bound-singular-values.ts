import { checkValues, ShapeError, ValueError } from '@hkmem/backend';
import { addScaled, innerProduct, type SymmetricProduct } from '@hkmem/energy';
import { outliersOf } from './outlying-pairs.ts';

const passes = 12;

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
  { tolerance = 1e-3, steps = 48, seed = 1 }: { tolerance?: number; steps?: number; seed?: number } = {},
): Float64Array {
  if (!(high > 0 && Number.isFinite(high))) throw new ValueError('bound of singular values', high, 'a number above 0');
  const rows = block.length / columns;
  if (!Number.isInteger(rows) || rows < 1) throw new ShapeError('block', block.length, columns, 'Give whole rows.');
  checkValues('block', block, [rows, columns]);
  const tall = rows > columns;
  const [count, length] = tall ? [columns, rows] : [rows, columns];
  // Rows of the smaller side: A itself, or its transpose.
  const A = Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length }, (_, j) => block[tall ? j * columns + i : i * columns + j]!),
  );
  const product: SymmetricProduct = (v, out) => {
    const image = across(A, v);
    A.forEach((row, i) => {
      out[i]! += innerProduct(row, image);
    });
  };
  const most = high * high;
  let looks = Math.min(count, steps);
  let largest = 0;
  for (let pass = 0; pass < passes; pass++) {
    const slack = tolerance * most;
    const { pairs, more, ends } = outliersOf(
      product,
      count,
      [Number.NEGATIVE_INFINITY, most],
      slack,
      looks,
      seed + pass,
    );
    largest = Math.sqrt(Math.max(ends[1], 0));
    if (pairs.length === 0 && !more) break;
    for (const { value, vector } of pairs) {
      const image = across(A, vector);
      const factor = 1 - high / Math.sqrt(value);
      A.forEach((row, i) => {
        addScaled(row, -factor * vector[i]!, image);
      });
    }
    if (more) looks = Math.min(count, 2 * looks);
  }
  const scale = largest > high ? high / largest : 1;
  return Float64Array.from({ length: block.length }, (_, k) => {
    const [i, j] = [Math.floor(k / columns), k % columns];
    return scale * (tall ? A[j]![i]! : A[i]![j]!);
  });
}

/** v^T A. */
function across(A: readonly Float64Array[], v: Float64Array): Float64Array {
  const image = new Float64Array(A[0]!.length);
  A.forEach((row, i) => {
    addScaled(image, v[i]!, row);
  });
  return image;
}
