import { edgeCount, edgeInputs, type Float64Parameters, type ReferenceSystem, resolveSystem } from '@hkmem/backend';
import { type Interval, type PairLaw, pairBounds } from '@hkmem/laws';
import { intervalOf } from './interval-of.ts';
import { edgesApart } from './kuramoto-floor.ts';
import { type CouplingEdge, edgesOf } from './threshold-quadratic.ts';
import type { UnitBounds } from './unit-bounds.ts';

/** What E_HK / kappaH is not below: `floor` - sum |weight g_i g_j|. */
export interface CouplingBounds {
  readonly floor: number;
  readonly edges: readonly CouplingEdge[];
}

/**
 * Bounds of a coupling over all overlaps and all activities: a number where its law is bounded; else, where psi is
 * -w(r) g_i g_j and something bounded, |w| of each edge; undefined where it is neither.
 */
export function couplingBounds(
  system: ReferenceSystem,
  values: Float64Parameters,
  { low, high }: Pick<UnitBounds, 'low' | 'high'>,
): CouplingBounds | undefined {
  const { spec, threshold } = system;
  const { coupling } = spec;
  if (coupling === undefined || typeof coupling.kind === 'string') return { floor: 0, edges: edgesOf(system, values) };
  const { graph, kappaH } = coupling;
  const edges = edgeCount(graph);
  const pair = resolveSystem(spec)
    .pairs.flatMap(({ laws }) => laws)
    .find(({ term }) => term === 'coupling')!;
  const inputs = edgeInputs(pair, graph, values, threshold!.weights.dense);
  const step = edges > edgesApart ? edges : 1;
  let floor = 0;
  const found: CouplingEdge[] = [];
  for (let first = 0; first < edges; first += step) {
    const parameters = Object.entries(inputs).map(([name, input]): readonly [string, Interval] => {
      return [name, typeof input === 'number' ? [input, input] : intervalOf(input, first + step, first)];
    });
    const ends = [graph.sources, graph.targets].map((units): Interval => {
      const own = units.subarray(first, first + step);
      return [
        own.reduce((least, i) => Math.min(least, low[i]!), Number.POSITIVE_INFINITY),
        own.reduce((most, i) => Math.max(most, high[i]!), Number.NEGATIVE_INFINITY),
      ];
    });
    const bound = boundOf(pair.law, Object.fromEntries(parameters), ends as unknown as readonly [Interval, Interval]);
    if (bound === undefined) return undefined;
    floor += (step * bound.least) / kappaH;
    if (bound.weight === 0) continue;
    for (let e = first; e < first + step; e++) {
      found.push({ i: graph.sources[e]!, j: graph.targets[e]!, weight: bound.weight / kappaH });
    }
  }
  return { floor, edges: found };
}

/** psi is not below `least` - `weight` |g_i g_j|. */
function boundOf(
  law: PairLaw,
  parameters: Readonly<Record<string, Interval>>,
  activities: readonly [Interval, Interval],
): { readonly least: number; readonly weight: number } | undefined {
  const box = { parameters, activities };
  const [least] = pairBounds(law, box);
  if (Number.isFinite(least)) return { least, weight: 0 };
  const { arena, value, effectiveWeight } = law;
  const [low, high] = pairBounds(law, box, effectiveWeight);
  const weight = Math.max(Math.abs(low), Math.abs(high));
  const product = arena.node('mul', arena.variable('gi'), arena.variable('gj'));
  const rest = arena.node('add', value, arena.node('mul', effectiveWeight, product));
  const [leastOfRest] = pairBounds(law, box, rest);
  return Number.isFinite(weight + leastOfRest) ? { least: leastOfRest, weight } : undefined;
}
