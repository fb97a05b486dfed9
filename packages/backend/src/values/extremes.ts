/**
 * The largest of numbers: NaN if one of them is, -Infinity of none, as `Math.max`, which however fails on some 120,000
 * numbers and more, since its arguments go on the stack.
 */
export function largestOf(values: Iterable<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of values) largest = Math.max(largest, value);
  return largest;
}

/** The smallest of numbers: NaN if one of them is, Infinity of none. */
export function smallestOf(values: Iterable<number>): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (const value of values) smallest = Math.min(smallest, value);
  return smallest;
}
