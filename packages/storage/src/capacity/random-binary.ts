import type { RandomKey } from '@hkmem/backend';

/** Entry i of `count` random patterns of +1 and -1, [N][P]. */
export function randomColumns(neurons: number, count: number, key: RandomKey): Int8Array[] {
  return Array.from({ length: neurons }, (_, i) => {
    const words = key.fold(i).bits(Math.ceil(count / 32));
    return Int8Array.from({ length: count }, (_, k) => ((words[k >>> 5]! >>> (k & 31)) & 1 ? 1 : -1));
  });
}

/** Pattern `k` of columns, [N]. */
export function patternOf(columns: readonly Int8Array[], k: number): Float64Array {
  return Float64Array.from(columns, (column) => column[k]!);
}

/** A copy of a pattern with round(share N) entries, drawn at random, turned over. */
export function damaged(pattern: Float64Array, share: number, key: RandomKey): Float64Array {
  const copy = pattern.slice();
  const count = Math.round(share * pattern.length);
  if (count > 0) for (const i of key.permutation(pattern.length).subarray(0, count)) copy[i] = -copy[i]!;
  return copy;
}
