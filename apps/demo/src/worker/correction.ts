import type { SystemSpec } from '@hkmem/backend';
import { type Activation, activations, nameOf, RandomKey } from '@hkmem/backend';
import { couplingWeights, singularValues, weightCorrection } from '@hkmem/coupling';
import type { Binding, BoundPair } from './protocol.ts';

/** How many pairs a picture of bound pairs shows. */
const pairsShown = 160;

/** What one sample's x [N] and s [N, D] make of the coupling. */
export function bindingOf(
  spec: SystemSpec,
  parameters: Readonly<Record<string, ArrayLike<number>>>,
  x: ArrayLike<number>,
  s: ArrayLike<number>,
): Binding {
  const matrix = weightCorrection(spec, parameters, s);
  const largest = matrix.reduce((size, entry) => Math.max(size, Math.abs(entry)), 0);
  const scale = largest === 0 ? 0 : 127 / largest;
  return {
    correction: Int8Array.from(matrix, (entry) => Math.round(entry * scale)),
    largest,
    pairs: boundPairs(spec, parameters, x, matrix),
  };
}

function boundPairs(
  spec: SystemSpec,
  parameters: Readonly<Record<string, ArrayLike<number>>>,
  x: ArrayLike<number>,
  matrix: Float64Array,
): BoundPair[] {
  const activation: Activation = activations[nameOf(spec.threshold!.activation)];
  const g = new Float64Array(spec.neurons);
  activation.activity(Float64Array.from(x), g);
  const { graph, kappaH } = spec.coupling!;
  const weights = couplingWeights(spec, parameters);
  const pairs = Array.from(graph.sources, (i, e): BoundPair => {
    const j = graph.targets[e]!;
    const entry = matrix[i * spec.neurons + j]! * kappaH;
    return { i, j, overlap: weights[e] === 0 ? 0 : entry / weights[e]!, energy: -entry * g[i]! * g[j]! };
  });
  return pairs.sort((a, b) => Math.abs(b.energy) - Math.abs(a.energy)).slice(0, pairsShown);
}

/**
 * The `count` largest singular values of a symmetric matrix [N, N]: of its part in a subspace found by randomised
 * subspace iteration (Halko, Martinsson and Tropp, SIAM Review 53, 2011), `rounds` times through the matrix.
 */
export function largestSingularValues(matrix: ArrayLike<number>, N: number, count: number, rounds = 4): Float64Array {
  const columns = Math.min(N, count + 8);
  let basis: Float64Array = RandomKey.fromSeed(7).normal(columns * N);
  orthonormalise(basis, columns, N);
  let image = product(matrix, basis, columns, N);
  for (let round = 0; round < rounds; round++) {
    basis = image;
    orthonormalise(basis, columns, N);
    image = product(matrix, basis, columns, N);
  }
  return singularValues(image, N).subarray(0, count);
}

/** Rows of `basis` [C, N] times the symmetric matrix; [C, N]. */
function product(matrix: ArrayLike<number>, basis: Float64Array, columns: number, N: number): Float64Array {
  const result = new Float64Array(columns * N);
  for (let c = 0; c < columns; c++) {
    for (let i = 0; i < N; i++) {
      const factor = basis[c * N + i]!;
      if (factor === 0) continue;
      for (let j = 0; j < N; j++) result[c * N + j]! += factor * matrix[i * N + j]!;
    }
  }
  return result;
}

/** Modified Gram-Schmidt on rows, in place; rows that vanish become 0. */
function orthonormalise(rows: Float64Array, count: number, N: number): void {
  for (let c = 0; c < count; c++) {
    const row = rows.subarray(c * N, (c + 1) * N);
    const before = Math.hypot(...row);
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < c; other++) {
        const unit = rows.subarray(other * N, (other + 1) * N);
        const along = row.reduce((sum, value, n) => sum + value * unit[n]!, 0);
        for (let n = 0; n < N; n++) row[n]! -= along * unit[n]!;
      }
    }
    const length = Math.hypot(...row);
    const scale = length > 1e-12 * before ? 1 / length : 0;
    for (let n = 0; n < N; n++) row[n]! *= scale;
  }
}
