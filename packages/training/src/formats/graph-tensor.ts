import { checkGraph, type Graph, HkmemError } from '@hkmem/backend';
import type { SafetensorsTensor } from '../safetensors/dtypes.ts';
import { TensorError } from './errors.ts';

/** A graph as a tensor of its edges: I32 [E, 2], neurons counted from 0. */
export function graphToTensor({ sources, targets }: Graph): SafetensorsTensor & { readonly dtype: 'I32' } {
  const data = new Int32Array(2 * sources.length);
  sources.forEach((source, e) => {
    data[2 * e] = source;
    data[2 * e + 1] = targets[e]!;
  });
  return { dtype: 'I32', shape: [sources.length, 2], data };
}

/**
 * The graph of a tensor of edges [E, 2] of any format of whole numbers; edges keep their order.
 * @param neurons N; one more than the largest neuron named if left out.
 * @throws {TensorError} naming the tensor, if it is of another form or its edges are not those of a graph.
 */
export function graphFromTensor(name: string, tensor: SafetensorsTensor, neurons?: number): Graph {
  const { dtype, shape, data } = tensor;
  if (!/^[IU]\d+$/.test(dtype) || shape.length !== 2 || shape[1] !== 2) {
    throw new TensorError(
      name,
      `is ${dtype} [${shape.join(', ')}], a graph is of whole numbers [E, 2]: of int8 to int64, signed or not. Convert it first.`,
    );
  }
  const ends = Float64Array.from(data as ArrayLike<number | bigint>, Number);
  const largest = ends.reduce((most, end) => Math.max(most, end), -1);
  const bad = ends.find((end) => !(end >= 0 && end < 2 ** 31));
  if (bad !== undefined) throw new TensorError(name, `names the neuron ${bad}, allowed are whole numbers from 0.`);
  const graph = {
    neurons: neurons ?? largest + 1,
    sources: Int32Array.from({ length: shape[0]! }, (_, e) => ends[2 * e]!),
    targets: Int32Array.from({ length: shape[0]! }, (_, e) => ends[2 * e + 1]!),
  };
  try {
    checkGraph(graph, graph.neurons, 'graph');
  } catch (cause) {
    if (!(cause instanceof HkmemError)) throw cause;
    throw new TensorError(name, `is no graph. ${cause.message}`, { cause });
  }
  return graph;
}
