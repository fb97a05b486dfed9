import { edgeCount, type Graph } from '@hkmem/backend';

/** Edges at every neuron; [N]. */
export function degrees(graph: Graph): Int32Array {
  const counts = new Int32Array(graph.neurons);
  for (const ends of [graph.sources, graph.targets]) for (const end of ends) counts[end]!++;
  return counts;
}

/** Whether there is a path between any two neurons. */
export function isConnected(graph: Graph): boolean {
  const parents = new Int32Array(graph.neurons);
  for (let i = 0; i < parents.length; i++) parents[i] = i;
  const root = (neuron: number): number => {
    let at = neuron;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  };
  let parts = graph.neurons;
  const edges = edgeCount(graph);
  for (let e = 0; e < edges && parts > 1; e++) {
    const a = root(graph.sources[e]!);
    const b = root(graph.targets[e]!);
    if (a === b) continue;
    parents[a] = b;
    parts--;
  }
  return parts === 1;
}
