import { RandomKey } from '@hkmem/backend';

/** Random patterns of +1 and -1. */
export function randomPatterns(count: number, neurons: number, seed: number): number[][] {
  const key = RandomKey.fromSeed(seed);
  return Array.from({ length: count }, (_, k) => {
    return Array.from(key.fold(k).bits(neurons), (word) => (word & 1 ? 1 : -1));
  });
}

/** Patterns of normal entries. */
export function realPatterns(count: number, neurons: number, seed: number): Float64Array[] {
  return Array.from({ length: count }, (_, k) => RandomKey.fromSeed(seed).fold(k).normal(neurons));
}

/** A pattern with `count` entries turned over. */
export function turned(pattern: readonly number[], count: number, seed: number): number[] {
  const chosen = new Set(RandomKey.fromSeed(seed).permutation(pattern.length).slice(0, count));
  return pattern.map((entry, i) => (chosen.has(i) ? -entry : entry));
}

/** The largest difference of two arrays. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, entry, i) => Math.max(most, Math.abs(entry - b[i]!)), 0);
}
