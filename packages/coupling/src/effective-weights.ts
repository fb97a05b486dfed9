import type { ParameterValues, SystemSpec } from '@hkmem/backend';
import { type CoupledSystem, coupledSystem } from './coupling-weights.ts';
import { unitRows } from './unit-rows.ts';

/**
 * What oscillators do to the weights of threshold units (arXiv 2505.03648, coupled memory). One sample's s [N, D] is
 * normalised per neuron first. The functions throw as `couplingWeights`, and ShapeError or NonFiniteError for s.
 */

/**
 * The correction of W that s makes, [N, N], symmetric: w_e r_e / kappaH at the edges (i, j) of the coupling, 0
 * elsewhere. The diagonal is 0, since a graph has no self-loops.
 */
export function weightCorrection(spec: SystemSpec, parameters: ParameterValues, s: ArrayLike<number>): Float64Array {
  const system = coupledSystem(spec, parameters);
  const correction = new Float64Array(spec.neurons ** 2);
  addCorrection(system, s, correction);
  return correction;
}

/**
 * The matrix [N, N] that the threshold units see: W plus `weightCorrection`, so that dx/dt = (that matrix) g - x + b.
 * W is (V + V^T) / 2, or the blocks W_l and their transposes for layers.
 */
export function effectiveWeights(spec: SystemSpec, parameters: ParameterValues, s: ArrayLike<number>): Float64Array {
  const system = coupledSystem(spec, parameters);
  const weights = thresholdWeights(system);
  addCorrection(system, s, weights);
  return weights;
}

function addCorrection(system: CoupledSystem, s: ArrayLike<number>, matrix: Float64Array): void {
  const { graph, weights, kappaH } = system.coupling;
  const [N, D] = [system.spec.neurons, system.oscillators.dimension];
  const unit = unitRows(s, N, D, true);
  for (let e = 0; e < weights.length; e++) {
    const i = graph.sources[e]!;
    const j = graph.targets[e]!;
    let overlap = 0;
    for (let d = 0; d < D; d++) overlap += unit[i * D + d]! * unit[j * D + d]!;
    const entry = (weights[e]! * overlap) / kappaH;
    matrix[i * N + j]! += entry;
    matrix[j * N + i]! += entry;
  }
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
