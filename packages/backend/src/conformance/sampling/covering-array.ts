import type { RandomKey } from '../../random/random-key.ts';
import { fewerRows } from './fewer-rows.ts';
import type { Factors, Level, Row } from './rows.ts';

/** Rows tried for each one that is taken. */
const candidates = 3;

/**
 * Rows in which every pair of values of two features occurs that can occur, found greedily and then made fewer: a row
 * begins with a pair that is not covered yet, and each further value is the one that covers most. `conflict` says which two
 * values exclude each other. The same key gives the same rows.
 */
export function coveringArray(factors: Factors, conflict: (a: Level, b: Level) => boolean, key: RandomKey): Row[] {
  const open = feasiblePairs(factors, conflict);
  const rows: Row[] = [];
  for (let n = 0; open.size > 0; n++) {
    let best: Row | undefined;
    let most = 0;
    for (let candidate = 0; candidate < candidates; candidate++) {
      const uniforms = key.fold(n).fold(candidate).uniform(2);
      const first = [...open.values()][Math.floor(uniforms[0]! * open.size)]!;
      const row = completed(factors, conflict, first, open, key.fold(n).fold(candidate))!;
      const covered = pairsOf(row).filter((pair) => open.has(pair)).length;
      if (covered > most) [best, most] = [row, covered];
    }
    for (const pair of pairsOf(best!)) open.delete(pair);
    rows.push(best!);
  }
  return fewerRows(rows, factors, conflict, key.fold('fewer'));
}

/** Every pair of values of two features that some row can hold, by name. */
export function feasiblePairs(
  factors: Factors,
  conflict: (a: Level, b: Level) => boolean,
): Map<string, readonly [Level, Level]> {
  const names = Object.keys(factors);
  const pairs = new Map<string, readonly [Level, Level]>();
  names.forEach((a, n) => {
    for (const b of names.slice(n + 1)) {
      for (const left of factors[a]!) {
        for (const right of factors[b]!) {
          const pair = [[a, left] as Level, [b, right] as Level] as const;
          if (completed(factors, conflict, pair) !== undefined) pairs.set(pairName(...pair), pair);
        }
      }
    }
  });
  return pairs;
}

/** Names of all pairs that a row holds. */
export function pairsOf(row: Row): string[] {
  const levels = Object.entries(row);
  return levels.flatMap((a, n) => levels.slice(n + 1).map((b) => pairName(a, b)));
}

function pairName([a, left]: Level, [b, right]: Level): string {
  return a < b ? `${a}=${left} ${b}=${right}` : `${b}=${right} ${a}=${left}`;
}

/** Values that are still possible, by factor. */
type Domains = ReadonlyMap<string, readonly string[]>;

/**
 * A row that holds the given values, or undefined if there is none. With `open`, values that cover more of these pairs
 * come first, and ties are broken by the key.
 */
function completed(
  factors: Factors,
  conflict: (a: Level, b: Level) => boolean,
  given: readonly Level[],
  open?: ReadonlyMap<string, unknown>,
  key?: RandomKey,
): Row | undefined {
  let begin: Domains | undefined = new Map(Object.entries(factors));
  for (const level of given) begin = begin && narrowed(begin, level, conflict);
  const rest = Object.keys(factors).filter((name) => !given.some(([factor]) => factor === name));
  const order = key === undefined ? rest : Array.from(key.permutation(rest.length), (n) => rest[n]!);
  const extend = (levels: readonly Level[], domains: Domains, depth: number): Row | undefined => {
    const factor = order[depth];
    if (factor === undefined) return Object.fromEntries(levels);
    const noise = key?.fold(depth).uniform(factors[factor]!.length);
    const choices = domains.get(factor)!.map((value, n) => {
      const level: Level = [factor, value];
      const gain = open === undefined ? 0 : levels.filter((other) => open.has(pairName(level, other))).length;
      return { level, worth: gain + (noise?.[n] ?? 0) };
    });
    for (const { level } of choices.sort((a, b) => b.worth - a.worth)) {
      const left = narrowed(domains, level, conflict);
      const row = left && extend([...levels, level], left, depth + 1);
      if (row !== undefined) return row;
    }
    return undefined;
  };
  return begin && extend(given, begin, 0);
}

/** What a value leaves possible; undefined if it leaves a factor without any. */
function narrowed(domains: Domains, level: Level, conflict: (a: Level, b: Level) => boolean): Domains | undefined {
  const left = new Map<string, readonly string[]>();
  for (const [factor, values] of domains) {
    const possible =
      factor === level[0]
        ? values.filter((value) => value === level[1])
        : values.filter((value) => !conflict(level, [factor, value]));
    if (possible.length === 0) return undefined;
    left.set(factor, possible);
  }
  return left;
}
