import {
  edgeCount,
  mlpWidths,
  type OscillatorSpec,
  type ParameterValues,
  resolveSystem,
  smallestOf,
} from '@hkmem/backend';
import { pairBounds } from '@hkmem/laws';
import { type PairPotential, pairPotential } from '../pair-potential.ts';
import { intervalOf } from './interval-of.ts';

/** Cells of [-1, 1] in which a potential without a closed form is bounded. */
const cells = 64;
/** GELU' lies within +-1.13 in its tanh form; its largest value is 1.1290. */
const steepestGelu = 1.13;

/**
 * sum_e min phi_e(r) over overlaps r in [-1, 1]: a floor of E_K for s on the sphere. Potentials A r + B F(r) with F
 * convex have their minimum at an end or where phi' = 0; those of an MLP are sampled, and bounded between samples by the
 * largest slope that its weights allow; those of a law by interval arithmetic, -Infinity where that finds no bound.
 */
export function kuramotoFloor(oscillators: OscillatorSpec, parameters: ParameterValues): number {
  const edges = edgeCount(oscillators.graph);
  if (edges === 0) return 0;
  if (oscillators.interaction === 'mlpShared') return sharedFloor(oscillators, parameters);
  if (oscillators.interaction !== 'mlpPerEdge' && !isClosed(oscillators)) return lawFloor(oscillators, parameters);
  const potential = pairPotential(oscillators, parameters);
  let floor = 0;
  for (let e = 0; e < edges; e++) {
    if (oscillators.interaction === 'mlpPerEdge') {
      floor += sampledRange(potential, e, largestSlope(oscillators, parameters, e)).least;
    } else {
      const points = stationaryPoints(oscillators, parameters, e);
      floor += smallestOf(points.map((r) => potential.value(e, r)));
    }
  }
  return floor;
}

/** Edges up to which each is bounded with its own parameters; with more, all with the intervals that these lie in. */
export const edgesApart = 2000;

function lawFloor(oscillators: OscillatorSpec, parameters: ParameterValues): number {
  const edges = edgeCount(oscillators.graph);
  const { law, paths } = resolveSystem({ neurons: oscillators.graph.neurons, oscillators }).pairs[0]!.laws[0]!;
  const floorOf = (first: number, last: number): number => {
    const intervals = law.parameters.map(({ name, per }) => {
      const values = parameters[paths[name]!]!;
      return [name, per === 'edge' ? intervalOf(values, last, first) : intervalOf(values, 1)] as const;
    });
    return (last - first) * pairBounds(law, { parameters: Object.fromEntries(intervals) })[0];
  };
  if (edges > edgesApart) return floorOf(0, edges);
  return Array.from({ length: edges }, (_, e) => floorOf(e, e + 1)).reduce((sum, floor) => sum + floor, 0);
}

/** f^-1 of the interactions with the slope A + B f(r) whose minimum is known in closed form; that of `linear` is at an end. */
const inverses: Readonly<Record<string, (level: number) => number>> = {
  linear: () => Number.NaN,
  relu: (level) => level,
  sigmoid: (level) => Math.log(level / (1 - level)),
  tanh: Math.atanh,
};

function isClosed({ interaction }: OscillatorSpec): boolean {
  return typeof interaction === 'string' && Object.hasOwn(inverses, interaction);
}

/** Overlaps one of which is the minimum of phi_e on [-1, 1]. */
function stationaryPoints({ interaction }: OscillatorSpec, parameters: ParameterValues, e: number): number[] {
  if (interaction === 'linear') return [-1, 1];
  // phi' = A + B f(r) = 0 at f(r) = level.
  const level = -parameters['kuramoto.A']![e]! / parameters['kuramoto.B']![e]!;
  const root = inverses[interaction as string]!(level);
  return Number.isNaN(root) ? [-1, 0, 1] : [-1, 0, 1, Math.min(Math.max(root, -1), 1)];
}

function sharedFloor(oscillators: OscillatorSpec, parameters: ParameterValues): number {
  const pair = { neurons: 2, sources: Int32Array.of(0), targets: Int32Array.of(1) };
  const single = { ...oscillators, graph: pair };
  const potential = pairPotential(single, { ...parameters, 'kuramoto.A': [1] });
  const { least, largest } = sampledRange(potential, 0, largestSlope(single, parameters, 0));
  return Array.from(parameters['kuramoto.A']!).reduce((sum, A) => sum + (A >= 0 ? A * least : A * largest), 0);
}

function sampledRange(potential: PairPotential, e: number, slope: number): { least: number; largest: number } {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let n = 0; n < cells; n++) {
    const value = potential.value(e, (2 * n + 1) / cells - 1);
    least = Math.min(least, value);
    largest = Math.max(largest, value);
  }
  return { least: least - slope / cells, largest: largest + slope / cells };
}

/** A bound of |f'| of the MLP: its weights by size, times the largest slope of GELU between layers. */
function largestSlope(oscillators: OscillatorSpec, parameters: ParameterValues, e: number): number {
  const widths = mlpWidths(oscillators);
  let reach: readonly number[] = [1];
  for (let l = 0; l + 1 < widths.length; l++) {
    const [rows, columns] = [widths[l + 1]!, widths[l]!];
    const weights = parameters[`kuramoto.mlp.weights.${l}`]!;
    const start = oscillators.interaction === 'mlpPerEdge' ? e * rows * columns : 0;
    const before = l === 0 ? reach : reach.map((slope) => steepestGelu * slope);
    reach = Array.from({ length: rows }, (_, a) =>
      before.reduce((sum, slope, c) => sum + Math.abs(weights[start + a * columns + c]!) * slope, 0),
    );
  }
  return reach[0]!;
}
