import type { Arena } from '../expression/arena.ts';
import type { Node } from '../expression/expression.ts';
import type { Interval } from '../expression/interval.ts';
import { arrayFunction } from '../program/closure.ts';

/** Where g is looked at for its bounds: it has one if it does not change from the second to the third. */
const far = [1e4, 1e6, 1e8];

/** Points at which a g that need not be monotone is looked at. */
const samples = 2000;

/** Bounds of g: its limits, if L is convex and g therefore monotone; else the largest values among many samples too. */
export function rangeOf(
  arena: Arena,
  activity: Node,
  boxes: readonly ReadonlyMap<Node, Interval>[],
  monotone: boolean,
): Interval {
  const inner = monotone ? [] : Array.from({ length: samples + 1 }, (_, k) => -200 + (400 * k) / samples);
  const points = Float64Array.from([...far.map((x) => -x), ...far, ...inner]);
  const compiled = arrayFunction(arena, [activity]);
  const out = new Float64Array(points.length);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const box of boxes) {
    const parameters = [...box].map(([{ name }, [value]]) => [name, value] as const);
    compiled.run({ ...Object.fromEntries(parameters), x: points }, [out], points.length);
    for (const from of [0, 3]) {
      const [, middle, last] = out.subarray(from, from + 3) as unknown as [number, number, number];
      const settled = Math.abs(last - middle) <= 1e-6 * Math.max(1, Math.abs(middle));
      const limit = settled ? last : last > middle ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      [low, high] = Number.isNaN(last)
        ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
        : [Math.min(low, limit), Math.max(high, limit)];
    }
    for (const value of out.subarray(6)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  return [low, high];
}
