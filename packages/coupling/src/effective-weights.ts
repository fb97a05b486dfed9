import { checkValues, type ParameterValues, type SystemSpec, ValueError } from '@hkmem/backend';
import { arrayFunction } from '@hkmem/laws';
import { type CoupledSystem, coupledSystem } from './coupled-system.ts';
import { unitRows } from './unit-rows.ts';

/**
 * What oscillators do to the weights of threshold units (arXiv 2505.03648, coupled memory). One sample's s [N, D] is
 * normalised per neuron first. The functions throw as `couplingWeights`, and ShapeError or NonFiniteError for s and x.
 */

/**
 * The correction of W that s makes, [N, N], symmetric: -d2 psi_e / dg_i dg_j / kappaH at the edges (i, j) of the coupling,
 * which is w_e r_e / kappaH for the built-in ones, and 0 elsewhere. The diagonal is 0, since a graph has no self-loops.
 * A law that is not linear in each activity makes another one at every state, so x [N] is needed too.
 * @throws {ValueError} for such a law without x.
 */
export function weightCorrection(
  spec: SystemSpec,
  parameters: ParameterValues,
  s: ArrayLike<number>,
  x?: ArrayLike<number>,
): Float64Array {
  const system = coupledSystem(spec, parameters);
  const correction = new Float64Array(spec.neurons ** 2);
  addCorrection(system, s, x, correction);
  return correction;
}

/**
 * W plus `weightCorrection`, `[N, N]`: -d2E / dg_i dg_j / kappaH between different units. If the coupling is linear in each
 * activity and has no term in one alone, as the built-in ones, dx/dt = (that matrix) g - x + b.
 * W is (V + V^T) / 2, or the blocks W_l and their transposes for layers.
 */
export function effectiveWeights(
  spec: SystemSpec,
  parameters: ParameterValues,
  s: ArrayLike<number>,
  x?: ArrayLike<number>,
): Float64Array {
  const system = coupledSystem(spec, parameters);
  const weights = thresholdWeights(system);
  addCorrection(system, s, x, weights);
  return weights;
}

function addCorrection(
  system: CoupledSystem,
  s: ArrayLike<number>,
  x: ArrayLike<number> | undefined,
  matrix: Float64Array,
): void {
  const { graph, kappaH, inputs } = system;
  const { law } = system.pair;
  const [N, D] = [system.spec.neurons, system.oscillators.dimension];
  const unit = unitRows(s, N, D, true);
  const g = activitiesOf(system, x);
  const edges = graph.sources.length;
  const r = Float64Array.from(graph.sources, (i, e) => {
    const j = graph.targets[e]!;
    let overlap = 0;
    for (let d = 0; d < D; d++) overlap += unit[i * D + d]! * unit[j * D + d]!;
    return overlap;
  });
  const weights = new Float64Array(edges);
  const ends = {
    gi: Float64Array.from(graph.sources, (i) => g[i]!),
    gj: Float64Array.from(graph.targets, (j) => g[j]!),
  };
  arrayFunction(law.arena, [law.effectiveWeight]).run({ ...inputs, r, ...ends }, [weights], edges);
  for (let e = 0; e < edges; e++) {
    const [i, j] = [graph.sources[e]!, graph.targets[e]!];
    matrix[i * N + j]! += weights[e]! / kappaH;
    matrix[j * N + i]! += weights[e]! / kappaH;
  }
}

/** g [N] at x, or zeros where the weights do not depend on it. */
function activitiesOf({ spec, pair, threshold }: CoupledSystem, x: ArrayLike<number> | undefined): Float64Array {
  const g = new Float64Array(spec.neurons);
  if (pair.law.facts.multilinear) return g;
  if (x === undefined) {
    const way = 'Its weights depend on the activities: pass x [N] after s.';
    throw new ValueError(`coupling '${pair.law.formula}'`, 'no x', 'one sample of x', way);
  }
  checkValues('x', x, [spec.neurons]);
  threshold.activation.activity(Float64Array.from(x), g);
  return g;
}

function thresholdWeights({ spec, threshold }: CoupledSystem): Float64Array {
  if (threshold.weights.dense !== undefined) return threshold.weights.dense.slice();
  const N = spec.neurons;
  const matrix = new Float64Array(N * N);
  const unit = new Float64Array(N);
  // W is symmetric, so W times the i-th unit vector is row i as well as column i.
  for (let i = 0; i < N; i++) {
    unit[i] = 1;
    threshold.weights.product(unit, matrix.subarray(i * N, (i + 1) * N));
    unit[i] = 0;
  }
  return matrix;
}
