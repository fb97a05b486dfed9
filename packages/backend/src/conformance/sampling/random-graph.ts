import type { Graph } from '../../contract/graph.ts';
import type { RandomKey } from '../../random/random-key.ts';

type Edge = readonly [number, number];

/** A random graph: each pair with the given probability, and a path so that every neuron has an edge. */
export function randomGraph(key: RandomKey, neurons: number, probability: number): Graph {
  const uniforms = key.uniform(neurons * neurons);
  return graphOfPairs(key, neurons, (i, j) => j === i + 1 || uniforms[i * neurons + j]! < probability);
}

/** Shapes of graphs that are sampled, the simplest first. `isolated`: about a third of the neurons have no edge. */
export const graphKinds = ['path', 'empty', 'complete', 'isolated', 'random'] as const;
/** A shape of a graph. */
export type GraphKind = (typeof graphKinds)[number];

/** A graph of that kind with edges in a random order, each in a random direction. */
export function graphOfKind(key: RandomKey, neurons: number, kind: GraphKind): Graph {
  if (kind === 'random') return randomGraph(key, neurons, 0.4);
  const alone = key.fold('alone').uniform(neurons);
  const joined: Record<Exclude<GraphKind, 'random'>, (i: number, j: number) => boolean> = {
    empty: () => false,
    path: (i, j) => j === i + 1,
    complete: () => true,
    isolated: (i, j) => alone[i]! > 0.35 && alone[j]! > 0.35,
  };
  return graphOfPairs(key, neurons, joined[kind]);
}

function graphOfPairs(key: RandomKey, neurons: number, joined: (i: number, j: number) => boolean): Graph {
  const edges: Edge[] = [];
  const uniforms = key.uniform(neurons * neurons);
  for (let i = 0; i < neurons; i++) {
    for (let j = i + 1; j < neurons; j++) {
      const flipped = uniforms[j * neurons + i]! < 0.3;
      if (joined(i, j)) edges.push(flipped ? [j, i] : [i, j]);
    }
  }
  const order = key.fold('order').permutation(edges.length);
  return {
    neurons,
    sources: Int32Array.from(order, (e) => edges[e]![0]),
    targets: Int32Array.from(order, (e) => edges[e]![1]),
  };
}
