import { LawDomainError } from '../errors.ts';
import type { Arena } from '../expression/arena.ts';
import { type Node, postorder } from '../expression/expression.ts';
import { scalarFunction } from '../program/closure.ts';
import { type Box, placeOf } from './domain.ts';

/** Points of a line on which a change of sides is looked for. */
const gridPoints = 200;

/**
 * Looks for jumps of `parts` along each variable where a condition changes sides, the other variables held at a few values.
 * A condition that touches a boundary between two points of the grid without crossing it is not seen.
 * @throws {LawDomainError} naming the part and the place.
 */
export function checkJumps(arena: Arena, parts: Readonly<Record<string, Node>>, boxes: readonly Box[]): void {
  const roots = Object.values(parts);
  const conditions = conditionsOf(arena, roots);
  if (conditions.length === 0) return;
  const evaluate = scalarFunction(arena, [...conditions, ...roots]);
  for (const box of boxes) {
    const variables = [...box.keys()].filter(({ operation }) => operation === 'variable');
    for (const variable of variables) {
      for (const fraction of variables.length > 1 ? [0.3, 0.75] : [0]) {
        const inputs: Record<string, number> = {};
        for (const [leaf, [low, high]] of box) inputs[leaf.name!] = low + fraction * (high - low);
        const [low, high] = box.get(variable)!;
        const at = (t: number): Float64Array => evaluate({ ...inputs, [variable.name!]: t }).slice();
        conditions.forEach((_, c) => {
          for (const root of crossings((t) => at(t)[c]!, low, high)) {
            const step = 1e-9 * Math.max(1, Math.abs(root));
            const [before, after] = [at(Math.max(low, root - step)), at(Math.min(high, root + step))];
            Object.keys(parts).forEach((part, k) => {
              const [left, right] = [before[conditions.length + k]!, after[conditions.length + k]!];
              if (Math.abs(left - right) <= 1e-5 * Math.max(1, Math.abs(left))) return;
              const place = placeOf(new Map([[variable, [root, root]]]));
              throw new LawDomainError(
                `${part} jumps from ${Number(left.toPrecision(4))} to ${Number(right.toPrecision(4))} at ${place}, so it ` +
                  'has no derivative where states go. Write a form that is continuous there.',
              );
            });
          }
        });
      }
    }
  }
}

/** What is 0 where a conditional, step or sign changes. */
function conditionsOf(arena: Arena, roots: readonly Node[]): readonly Node[] {
  return postorder(roots).flatMap(({ operation, args }) => {
    if (operation === 'less' || operation === 'atMost') return [arena.node('sub', args[0]!, args[1]!)];
    return operation === 'step' || operation === 'sign' ? [args[0]!] : [];
  });
}

function crossings(f: (t: number) => number, low: number, high: number): readonly number[] {
  const found: number[] = [];
  // An odd number of points, none of them a round one, so that a change at 0 lies between two.
  const points = Array.from(
    { length: gridPoints + 1 },
    (_, k) => low + ((high - low) * (k + 0.37)) / (gridPoints + 0.74),
  );
  for (let k = 0; k < gridPoints; k++) {
    let [a, b] = [points[k]!, points[k + 1]!];
    const side = f(a) > 0;
    if (f(b) > 0 === side) continue;
    for (let step = 0; step < 60 && b - a > 1e-13; step++) {
      const middle = (a + b) / 2;
      if (f(middle) > 0 === side) a = middle;
      else b = middle;
    }
    found.push((a + b) / 2);
  }
  return found;
}
