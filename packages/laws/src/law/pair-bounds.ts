import { type Node, postorder } from '../expression/expression.ts';
import { enclosures, type Interval, isUndefined } from '../expression/interval.ts';
import type { PairLaw } from './pair-parts.ts';

/** Pieces that the overlaps are cut into: bounds are off by some hundredth of what phi changes by. */
const pieces = 64;

/**
 * Bounds of phi(r) over all overlaps from -1 to 1 and all parameters in given intervals, by interval arithmetic; a parameter
 * that is a number is an interval of no width. Infinite where the law has none that are found.
 * @throws {RangeError} for a law that reads activities, or a parameter without an interval.
 */
export function pairBounds(law: PairLaw, parameters: Readonly<Record<string, Interval>>): Interval {
  if (law.facts.coupled) throw new RangeError(`bounds of '${law.formula}': it reads activities, which have none.`);
  const { arena, value } = law;
  const nodes = postorder([value]);
  const box = new Map<Node, Interval>();
  for (const { name } of law.parameters) {
    const interval = parameters[name];
    if (interval === undefined) throw new RangeError(`bounds of '${law.formula}': parameter '${name}' is missing.`);
    box.set(arena.parameter(name), interval);
  }
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < pieces; k++) {
    box.set(arena.variable('r'), [(2 * k) / pieces - 1, (2 * (k + 1)) / pieces - 1]);
    const found = enclosures(nodes, box).get(value)!;
    if (isUndefined(found)) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    [low, high] = [Math.min(low, found[0]), Math.max(high, found[1])];
  }
  return [low, high];
}
