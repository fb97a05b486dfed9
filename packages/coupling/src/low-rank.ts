import { edgeCount, type ParameterValues, type SystemSpec, ValueError } from '@hkmem/backend';
import { type CoupledSystem, coupledSystem } from './coupled-system.ts';
import { bareWeights } from './coupling-weights.ts';
import { overlaps } from './order.ts';
import { unitRows } from './unit-rows.ts';

/** A weight correction as the matrix w S S^T of rank D at most: Hebbian in form, with the columns of S as patterns. */
export interface LowRankFactors {
  /** w = w_e / kappaH, the same on all edges. */
  readonly weight: number;
  /** S [N, D], the oscillators of one sample, each normalised. */
  readonly S: Float64Array;
  /** N. */
  readonly neurons: number;
  /** D. */
  readonly dimension: number;
}

/**
 * The factors of the weight correction when w_e is one constant on a complete graph (arXiv 2505.03648, coupled
 * memory). Off the diagonal, w S S^T is `weightCorrection`; on the diagonal it is w |s_i|^2 = w, where the field has 0,
 * since the graph has no self-loops. So weightCorrection = w S S^T - w I.
 * @throws {ValueError} if the graph is not complete, w_e is not constant or the coupling not of the form -w_e r g_i g_j; otherwise as `couplingWeights`, and
 * ShapeError or NonFiniteError for s [N, D].
 */
export function lowRankFactors(spec: SystemSpec, parameters: ParameterValues, s: ArrayLike<number>): LowRankFactors {
  const system = coupledSystem(spec, parameters);
  const weight = constantWeight(system);
  if (weight === undefined) {
    const { graph } = system;
    const weights = bareWeights(system);
    if (weights === undefined) {
      const way = 'Use weightCorrection for any other.';
      throw new ValueError(`coupling '${system.pair.law.formula}'`, 'another form', 'w_e of -w_e r g_i g_j', way);
    }
    const range = `w_e from ${weights.reduce((a, b) => Math.min(a, b))} to ${weights.reduce((a, b) => Math.max(a, b))}`;
    throw new ValueError(
      'coupling of low-rank factors',
      `${edgeCount(graph)} edges between ${spec.neurons} neurons, ${range}`,
      'a complete graph with one w_e on all edges',
      'Use correctionSpectrum for any other.',
    );
  }
  const { dimension } = system.oscillators;
  return { weight, S: unitRows(s, spec.neurons, dimension, true), neurons: spec.neurons, dimension };
}

/** w S S^T [N, N], with its diagonal. */
export function lowRankProduct({ weight, S, neurons, dimension }: LowRankFactors): Float64Array {
  return overlaps(S, neurons, dimension).map((overlap) => weight * overlap);
}

/** w_e / kappaH if it is the same on every edge of a complete graph. */
export function constantWeight(system: CoupledSystem): number | undefined {
  const { spec, graph, kappaH } = system;
  const weights = bareWeights(system);
  const first = weights?.[0];
  if (weights === undefined || first === undefined || edgeCount(graph) !== (spec.neurons * (spec.neurons - 1)) / 2)
    return undefined;
  return weights.every((weight) => weight === first) ? first / kappaH : undefined;
}
