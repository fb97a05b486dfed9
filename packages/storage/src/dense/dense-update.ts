import { addRow, lengthOf, rowProduct } from '../linear-algebra/kernels.ts';
import { isBinary } from '../patterns/patterns.ts';
import type { DenseForm } from './dense-form.ts';

/** Hidden units where x [N] of the others puts them, [P]. */
export function driveOf(
  { factor, bias, shown }: DenseForm,
  patterns: readonly Float64Array[],
  x: Float64Array,
): Float64Array {
  const g = shown(x);
  return Float64Array.from(patterns, (pattern) => bias + factor * rowProduct(pattern, 0, g, 0, g.length));
}

/** One update of x [N], hidden units following at once. */
export function updateOf(form: DenseForm, patterns: readonly Float64Array[], x: Float64Array): Float64Array {
  const next = new Float64Array(x.length);
  form.hidden(driveOf(form, patterns, x)).forEach((activity, k) => {
    if (activity !== 0) addRow(next, 0, form.factor * activity, patterns[k]!, 0, next.length);
  });
  return next;
}

/** Where updates that begin at a pattern end, by how much it misses the pattern: faded or wrong signs, or relative to its length. */
export function lostShare(form: DenseForm, patterns: readonly Float64Array[], pattern: Float64Array): number {
  let x = form.state(pattern);
  for (let n = 0; n < 100; n++) {
    const next = updateOf(form, patterns, x);
    const moved = next.reduce((most, entry, i) => Math.max(most, Math.abs(entry - x[i]!)), 0);
    x = next;
    if (moved < 1e-9) break;
  }
  const seen = form.seen(x);
  if (isBinary(pattern)) {
    // What two patterns that have become one differ in fades, and its sign with it.
    const faded = seen.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0) / 1000;
    return seen.filter((entry, i) => !(entry * pattern[i]! > faded)).length / seen.length;
  }
  return lengthOf(seen.map((entry, i) => entry - pattern[i]!)) / lengthOf(pattern);
}
