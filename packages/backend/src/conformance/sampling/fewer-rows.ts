import type { RandomKey } from '../../random/random-key.ts';
import { smallestOf } from '../../values/extremes.ts';
import type { Factors, Level, Row } from './rows.ts';

/** Changes tried in vain before the number of rows is taken to be the smallest. */
const patience = 4000;
/** Pairs lost that a change is allowed with probability 1/e. */
const temperature = 0.2;

/**
 * Fewer rows that hold every pair that `rows` hold, by simulated annealing: the row that alone holds fewest pairs is
 * taken away, then rows are changed until all pairs are held again. The same key gives the same rows. Features that
 * apply to some units only give a bound: rows of such units must hold all of their pairs, which adds up over units.
 */
export function fewerRows(
  rows: readonly Row[],
  factors: Factors,
  conflict: (a: Level, b: Level) => boolean,
  key: RandomKey,
): Row[] {
  const levels = Object.entries(factors).flatMap(([factor, values]) => values.map((value): Level => [factor, value]));
  const excludes = levels.map((a) => levels.map((b) => (a[0] === b[0] ? a !== b : conflict(a, b))));
  const numbers = new Map(levels.map(([factor, value], n) => [`${factor}=${value}`, n]));
  const changing: Numbers[] = rows.map((row) =>
    Object.keys(factors).map((factor) => numbers.get(`${factor}=${row[factor]}`)!),
  );
  const held = new HeldPairs(changing);
  let fewest = [...changing];
  for (let vain = 0, move = 0; vain < patience; vain++, move++) {
    while (held.open === 0) {
      fewest = [...changing];
      held.remove(changing.splice(held.leastNeeded(changing), 1)[0]!);
      vain = 0;
    }
    const uniforms = key.fold(move).uniform(3 + changing[0]!.length);
    const n = Math.floor(uniforms[0]! * changing.length);
    const former = changing[n]!;
    const next = withPair(former, held.openAt(uniforms[1]!), levels, excludes, uniforms.subarray(3));
    if (next === undefined) continue;
    const before = held.open;
    held.remove(former);
    held.add(next);
    if (uniforms[2]! < Math.exp((before - held.open) / temperature)) changing[n] = next;
    else {
      held.remove(next);
      held.add(former);
    }
  }
  return fewest.map((row) => Object.fromEntries(row.map((level) => levels[level]!)));
}

/** A row as the numbers of its levels, one of each factor. */
type Numbers = readonly number[];

/** The row with both levels of a pair, what they exclude drawn anew; undefined if nothing fits. */
function withPair(
  row: Numbers,
  pair: readonly [number, number],
  levels: readonly Level[],
  excludes: readonly (readonly boolean[])[],
  uniforms: Float64Array,
): Numbers | undefined {
  const next = [...row];
  for (const level of pair) next[row.findIndex((each) => levels[each]![0] === levels[level]![0])] = level;
  const fits = (level: number, others: Iterable<number>): boolean => {
    for (const other of others) if (excludes[level]![other]) return false;
    return true;
  };
  const kept = new Set(next.filter((level) => fits(level, pair)));
  for (const [k, level] of next.entries()) {
    if (kept.has(level)) continue;
    const factor = levels[level]![0];
    const possible = [...levels.keys()].filter((other) => levels[other]![0] === factor && fits(other, kept));
    const drawn = possible[Math.floor(uniforms[k]! * possible.length)];
    if (drawn === undefined) return undefined;
    next[k] = drawn;
    kept.add(drawn);
  }
  return next;
}

/** How many rows hold each pair. Every pair must be held at the beginning. */
class HeldPairs {
  readonly #counts = new Map<number, number>();
  /** Pairs that no row holds. */
  readonly #open = new Set<number>();

  constructor(rows: readonly Numbers[]) {
    for (const row of rows) this.add(row);
  }

  /** Number of pairs that no row holds. */
  get open(): number {
    return this.#open.size;
  }

  add(row: Numbers): void {
    for (const pair of pairNumbers(row)) {
      const count = this.#counts.get(pair) ?? 0;
      if (count === 0) this.#open.delete(pair);
      this.#counts.set(pair, count + 1);
    }
  }

  remove(row: Numbers): void {
    for (const pair of pairNumbers(row)) {
      const count = this.#counts.get(pair)! - 1;
      if (count === 0) this.#open.add(pair);
      this.#counts.set(pair, count);
    }
  }

  /** The row that alone holds fewest pairs. */
  leastNeeded(rows: readonly Numbers[]): number {
    const alone = rows.map((row) => pairNumbers(row).filter((pair) => this.#counts.get(pair) === 1).length);
    return alone.indexOf(smallestOf(alone));
  }

  /** A pair that no row holds, by a number in [0, 1). */
  openAt(uniform: number): readonly [number, number] {
    const pair = [...this.#open][Math.floor(uniform * this.#open.size)]!;
    return [Math.floor(pair / most), pair % most];
  }
}

/** More than there are levels. */
const most = 2 ** 12;

function pairNumbers(row: Numbers): number[] {
  return row.flatMap((a, n) => row.slice(n + 1).map((b) => a * most + b));
}
