import { type Node, postorder } from '../expression/expression.ts';
import { type Enclosure, enclosures, type Interval, isUndefined } from '../expression/interval.ts';
import { rangeOf } from './activity-range.ts';
import type { LagrangianLaw } from './lagrangian-parts.ts';

/** What holds of a Lagrangian at all x, for all parameters in some intervals. */
export interface LagrangianBounds {
  /** Bounds of g, infinite where none are found; where each parameter is a number, its limits far out as well. */
  readonly activity: Interval;
  /** A bound of L'', infinite where none is found. */
  readonly steepness: number;
  /** L'' far to the left and to the right, beyond |x| = 200, if it is a number there; else NaN. */
  readonly tails: readonly [number, number];
}

/** Width of the pieces of [-32, 32]: an L'' of the size of 1 is bounded to some hundredth. */
const width = 1 / 16;

/** Where the real line is cut. */
const cuts: readonly number[] = /* @__PURE__ */ cutsOfTheLine();

function cutsOfTheLine(): readonly number[] {
  const inner = Array.from({ length: 64 / width + 1 }, (_, k) => k * width - 32);
  return [Number.NEGATIVE_INFINITY, -200, ...inner, 200, Number.POSITIVE_INFINITY];
}

/**
 * Bounds over all x and all parameters in given intervals, by interval arithmetic; a parameter that is a number is an interval
 * of no width. @throws {RangeError} for a parameter without an interval.
 */
export function lagrangianBounds(law: LagrangianLaw, parameters: Readonly<Record<string, Interval>>): LagrangianBounds {
  const { arena, activity, slope } = law;
  const nodes = postorder([activity, slope]);
  const box = new Map<Node, Interval>();
  for (const { name } of law.parameters) {
    const interval = parameters[name];
    if (interval === undefined) throw new RangeError(`bounds of '${law.formula}': parameter '${name}' is missing.`);
    box.set(arena.parameter(name), interval);
  }
  const found = cuts.slice(1).map((high, k) => {
    box.set(arena.variable('x'), [cuts[k]!, high]);
    const enclosure = enclosures(nodes, box, Number.POSITIVE_INFINITY);
    return { g: withEnds(enclosure.get(activity)!), slope: withEnds(enclosure.get(slope)!) };
  });
  const tail = ({ slope: [low, high] }: (typeof found)[number]): number => (high - low < 1e-9 ? high : Number.NaN);
  const ends = found.reduce<Interval>(
    ([low, high], { g }) => [Math.min(low, g[0]), Math.max(high, g[1])],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const exact = [...box].every(([{ operation }, [low, high]]) => operation !== 'parameter' || low === high);
  const limits = exact ? rangeOf(arena, activity, [box], law.facts.convex !== false) : ends;
  return {
    activity: [Math.max(ends[0], limits[0]), Math.min(ends[1], limits[1])],
    steepness: found.reduce((most, { slope: [, high] }) => Math.max(most, high), Number.NEGATIVE_INFINITY),
    tails: [tail(found[0]!), tail(found.at(-1)!)],
  };
}

function withEnds(enclosure: Enclosure): Interval {
  return isUndefined(enclosure) ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : enclosure;
}
