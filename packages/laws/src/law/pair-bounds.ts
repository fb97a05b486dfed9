import { type Node, postorder } from '../expression/expression.ts';
import { enclosures, type Interval, isUndefined } from '../expression/interval.ts';
import type { PairLaw } from './pair-parts.ts';

/** Pieces that the overlaps are cut into: bounds are off by some hundredth of what phi changes by. */
const pieces = 64;

/** Where what a law of pairs reads lies: parameters by name, and of a coupling the activities of both ends. */
export interface PairBox {
  /** A number is an interval of no width. */
  readonly parameters: Readonly<Record<string, Interval>>;
  /** Of gi and gj, of a law that reads them; ends may be infinite. */
  readonly activities?: readonly [gi: Interval, gj: Interval];
}

/**
 * Bounds of phi(r), or of psi(r, gi, gj), or of another node of the law, over all overlaps from -1 to 1 and all parameters and
 * activities in given intervals, by interval arithmetic. Infinite where the law has none that are found.
 * @throws {RangeError} for a law that reads activities of which nothing is said, or a parameter without an interval.
 */
export function pairBounds(law: PairLaw, { parameters, activities }: PairBox, value: Node = law.value): Interval {
  const { arena, formula } = law;
  const nodes = postorder([value]);
  const box = new Map<Node, Interval>();
  if (activities !== undefined) {
    box.set(arena.variable('gi'), activities[0]).set(arena.variable('gj'), activities[1]);
  } else if (law.facts.coupled) throw new RangeError(`bounds of '${formula}': it reads activities, which have none.`);
  for (const { name } of law.parameters) {
    const interval = parameters[name];
    if (interval === undefined) throw new RangeError(`bounds of '${formula}': parameter '${name}' is missing.`);
    box.set(arena.parameter(name), interval);
  }
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < pieces; k++) {
    box.set(arena.variable('r'), [(2 * k) / pieces - 1, (2 * (k + 1)) / pieces - 1]);
    const found = enclosures(nodes, box, Number.POSITIVE_INFINITY).get(value)!;
    if (isUndefined(found)) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    [low, high] = [Math.min(low, found[0]), Math.max(high, found[1])];
  }
  return [low, high];
}
