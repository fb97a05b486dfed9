import { type ParameterValues, type ResolvedLayer, resolveSystem, type SystemSpec } from '@hkmem/backend';
import { type Interval, lagrangianBounds } from '@hkmem/laws';
import { activityFacts } from './activity-facts.ts';
import { intervalOf } from './interval-of.ts';

/** Between which values activities lie, unit by unit, and how strongly L* holds them. */
export interface UnitBounds {
  /** [N], -Infinity where there is none. */
  readonly low: Float64Array;
  /** [N], Infinity where there is none. */
  readonly high: Float64Array;
  /** 1 / m [N], m a bound of d2L/dx2 on the unit's layer; 0 where none is known. */
  readonly curvature: Float64Array;
  /** Layers whose activities are not below 0 and sum to 1. */
  readonly simplexes: readonly ResolvedLayer[];
}

/** Bounds of the units of every layer, at the parameters that its Lagrangian has; each layer's is convex. */
export function unitBounds(spec: SystemSpec, parameters: ParameterValues): UnitBounds {
  const { layers } = resolveSystem(spec);
  const [low, high, curvature] = [0, 0, 0].map(() => new Float64Array(spec.neurons)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const layer of layers) {
    const { activity, steepness } = layerBounds(layer, parameters);
    const end = layer.start + layer.size;
    low.fill(activity[0], layer.start, end);
    high.fill(activity[1], layer.start, end);
    curvature.fill(steepness > 0 ? 1 / steepness : Number.POSITIVE_INFINITY, layer.start, end);
  }
  const simplexes = layers.filter(({ lagrangian }) => lagrangian.kind === 'joint' && lagrangian.name === 'softmax');
  return { low, high, curvature, simplexes };
}

function layerBounds(
  { lagrangian, paths, size }: ResolvedLayer,
  parameters: ParameterValues,
): { readonly activity: Interval; readonly steepness: number } {
  if (lagrangian.kind !== 'joint') {
    const intervals = lagrangian.parameters.map(({ name, per }) => {
      const values = parameters[paths[name]!]!;
      return [name, intervalOf(values, per === 'neuron' ? size : 1)] as const;
    });
    return lagrangianBounds(lagrangian, Object.fromEntries(intervals));
  }
  const beta = typeof lagrangian.beta === 'number' ? lagrangian.beta : parameters[paths[lagrangian.beta.name]!]![0]!;
  const { range, steepness } = activityFacts[lagrangian.name];
  // |g|^2 is at most n.
  const activity: Interval = lagrangian.name === 'layerNorm' ? [-Math.sqrt(size), Math.sqrt(size)] : range;
  return { activity, steepness: beta > 0 ? beta * steepness : Number.POSITIVE_INFINITY };
}
