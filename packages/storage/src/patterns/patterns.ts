import { NonFiniteError } from '@hkmem/backend';
import { DuplicatePatternError, PatternError } from '../errors.ts';

/** Patterns to store, one array of N entries each. */
export type Patterns = readonly ArrayLike<number>[];

/** Whether every entry of a pattern is +1 or -1. */
export function isBinary(pattern: ArrayLike<number>): boolean {
  for (let i = 0; i < pattern.length; i++) if (pattern[i] !== 1 && pattern[i] !== -1) return false;
  return true;
}

/**
 * Copies of patterns as float64. `opposites` says that a pattern and its negative are one memory, as they are for weights
 * that are sums of outer products.
 * @throws {PatternError} if there are none, or of different sizes, or one is 0 everywhere. @throws {NonFiniteError}
 * @throws {DuplicatePatternError} naming both, if two are equal.
 */
export function checkedPatterns(patterns: Patterns, opposites: boolean): Float64Array[] {
  if (patterns.length === 0) throw new PatternError('patterns: got none, at least one is needed.');
  const known: Float64Array[] = [];
  for (const pattern of patterns) known.push(checkedPattern(pattern, known, opposites));
  return known;
}

/** A copy of one more pattern beside known ones. Throws as `checkedPatterns`. */
export function checkedPattern(
  pattern: ArrayLike<number>,
  known: readonly Float64Array[],
  opposites: boolean,
): Float64Array {
  const index = known.length;
  const size = known[0]?.length ?? pattern.length;
  if (pattern.length !== size || size < 2) {
    const allowed = known.length === 0 ? 'at least 2' : `${size}, as pattern 0 has`;
    throw new PatternError(
      `pattern ${index}: got ${pattern.length} entries, allowed is ${allowed}. All patterns of a memory have one size.`,
    );
  }
  const copy = Float64Array.from(pattern);
  const bad = copy.findIndex((entry) => !Number.isFinite(entry));
  if (bad >= 0) throw new NonFiniteError(`pattern ${index}`, bad, copy[bad]!);
  if (copy.every((entry) => entry === 0)) {
    throw new PatternError(`pattern ${index}: every entry is 0, so there is nothing to store. Leave it out.`);
  }
  known.forEach((other, k) => {
    const same = copy.every((entry, i) => entry === other[i]);
    const opposite = opposites && copy.every((entry, i) => entry === -other[i]!);
    if (!same && !opposite) return;
    const how = same ? 'equals' : 'is the opposite of, and so is stored with,';
    throw new DuplicatePatternError(`pattern ${index}: it ${how} pattern ${k}. Leave one of them out.`);
  });
  return copy;
}

/** @throws {PatternError} naming the first entry that is neither +1 nor -1, if there is one. */
export function requireBinary(pattern: ArrayLike<number>, index: number, who: string): void {
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === 1 || pattern[i] === -1) continue;
    throw new PatternError(
      `pattern ${index}: entry ${i} is ${pattern[i]}, ${who} takes +1 and -1 alone. Take the signs of the entries, or ` +
        "a rule for real numbers: 'hebb', 'projection', or a dense memory.",
    );
  }
}
