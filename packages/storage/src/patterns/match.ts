import { type HostArray, ShapeError } from '@hkmem/backend';
import { upperTail } from './upper-tail.ts';

/** Which stored pattern a state is, and how sure that is. */
export interface Match {
  /** The pattern that the state agrees with best. */
  readonly index: number;
  /** Whether the state is the opposite of it: weights that are sums of outer products store both. */
  readonly opposite: boolean;
  /** Cosine between the state and the pattern, of signs for patterns of +1 and -1; from 0 to 1. */
  readonly overlap: number;
  /** The same of the next best pattern; 0 if there is none. */
  readonly runnerUp: number;
  /** Share of entries that differ: in sign, or for real patterns by more than a tenth of the pattern's largest entry. */
  readonly wrong: number;
  /**
   * The chance that a random state would overlap as much with one of the patterns, for independent entries. Near 0: the
   * pattern was found. Near 1: the state fits nothing.
   */
  readonly chance: number;
  /** Whether at most 5 % of the entries are wrong and a random state would do as well with a chance below 1 %. */
  readonly recalled: boolean;
}

/** What patterns are. */
export interface MatchKind {
  /** Whether they are of +1 and -1: then the signs of states are compared. */
  readonly binary: boolean;
  /** Whether the opposite of a pattern is the same memory. */
  readonly opposites: boolean;
}

/** Compares a state x [N] with patterns [N] each. @throws {ShapeError} if the sizes differ. */
export function matchPattern(
  patterns: readonly Float64Array[],
  state: ArrayLike<number>,
  { binary, opposites }: MatchKind,
): Match {
  const N = patterns[0]!.length;
  if (state.length !== N) throw new ShapeError('state', state.length, N, 'Pass one sample of a recall.');
  const seen = Float64Array.from(state, (entry) => (binary ? Math.sign(entry) || 1 : entry));
  const overlaps = patterns.map((pattern) => cosine(pattern, seen));
  const strength = overlaps.map((overlap) => (opposites ? Math.abs(overlap) : overlap));
  const order = strength.map((_, k) => k).sort((a, b) => strength[b]! - strength[a]!);
  const index = order[0]!;
  const opposite = overlaps[index]! < 0 && opposites;
  const wrong = wrongShare(patterns[index]!, seen, opposite ? -1 : 1, binary);
  const overlap = Math.max(strength[index]!, 0);
  const sides = opposites ? 2 : 1;
  const chance = 1 - (1 - Math.min(1, sides * upperTail(overlap * Math.sqrt(N)))) ** patterns.length;
  const runnerUp = order.length > 1 ? Math.max(strength[order[1]!]!, 0) : 0;
  return { index, opposite, overlap, runnerUp, wrong, chance, recalled: wrong <= 0.05 && chance < 0.01 };
}

/** One match per sample of states [B, N]. @throws {ShapeError} */
export function matchSamples(patterns: readonly Float64Array[], states: HostArray, kind: MatchKind): Match[] {
  const N = patterns[0]!.length;
  if (states.length % N !== 0 || states.length === 0) {
    throw new ShapeError('states', states.length, N, 'Pass one sample or several of that many entries.');
  }
  return Array.from({ length: states.length / N }, (_, b) => {
    return matchPattern(patterns, states.subarray(b * N, (b + 1) * N), kind);
  });
}

function cosine(a: Float64Array, b: Float64Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

function wrongShare(pattern: Float64Array, state: Float64Array, sign: number, binary: boolean): number {
  const reach = binary ? 0 : pattern.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0) / 10;
  let wrong = 0;
  pattern.forEach((entry, i) => {
    if (Math.abs(sign * state[i]! - entry) > reach) wrong++;
  });
  return wrong / pattern.length;
}
