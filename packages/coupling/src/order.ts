import { edgeCount, type Graph } from '@hkmem/backend';
import { degrees } from './graph/measures.ts';
import { lengthOf, unitRows } from './unit-rows.ts';

/** In all of these, s is normalised per neuron first; they throw ShapeError and NonFiniteError if it does not fit. */

/**
 * The order parameter of s [B, N, D] per sample, |mean of s_i over neurons|; [B]. 0 when directions cancel, 1 when all
 * are one. For D = 2 it is Kuramoto's.
 */
export function orderParameter(s: ArrayLike<number>, neurons: number, dimension: number): Float64Array {
  const unit = unitRows(s, neurons, dimension, false);
  return Float64Array.from({ length: unit.length / (neurons * dimension) }, (_, b) => {
    const mean = new Float64Array(dimension);
    for (let i = 0; i < neurons; i++) {
      for (let d = 0; d < dimension; d++) mean[d]! += unit[(b * neurons + i) * dimension + d]! / neurons;
    }
    return lengthOf(mean);
  });
}

/**
 * The local order of s [B, N, D] on a graph, per sample and neuron: |mean of s_j over the neighbours j of i|; [B, N].
 * A neuron without neighbours has 0.
 */
export function localOrder(graph: Graph, s: ArrayLike<number>, dimension: number): Float64Array {
  const N = graph.neurons;
  const unit = unitRows(s, N, dimension, false);
  const neighbours = degrees(graph);
  const order = new Float64Array(unit.length / dimension);
  for (let first = 0; first < order.length; first += N) {
    const sums = new Float64Array(N * dimension);
    const add = (i: number, j: number): void => {
      for (let d = 0; d < dimension; d++) sums[i * dimension + d]! += unit[(first + j) * dimension + d]!;
    };
    for (let e = 0; e < edgeCount(graph); e++) {
      add(graph.sources[e]!, graph.targets[e]!);
      add(graph.targets[e]!, graph.sources[e]!);
    }
    for (let i = 0; i < N; i++) {
      const length = lengthOf(sums.subarray(i * dimension, (i + 1) * dimension));
      order[first + i] = neighbours[i] === 0 ? 0 : length / neighbours[i]!;
    }
  }
  return order;
}

/** The coherence matrix S S^T [N, N] of one sample s [N, D]: all overlaps s_i . s_j, 1 on the diagonal. */
export function coherenceMatrix(s: ArrayLike<number>, neurons: number, dimension: number): Float64Array {
  return overlaps(unitRows(s, neurons, dimension, true), neurons, dimension);
}

/** S S^T [N, N] of S [N, D] as it stands. */
export function overlaps(S: Float64Array, neurons: number, dimension: number): Float64Array {
  const matrix = new Float64Array(neurons * neurons);
  for (let i = 0; i < neurons; i++) {
    for (let j = i; j < neurons; j++) {
      let sum = 0;
      for (let d = 0; d < dimension; d++) sum += S[i * dimension + d]! * S[j * dimension + d]!;
      matrix[i * neurons + j] = sum;
      matrix[j * neurons + i] = sum;
    }
  }
  return matrix;
}
