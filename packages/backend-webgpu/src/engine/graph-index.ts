import { edgeCount, type Graph } from '@hkmem/backend';

/** A graph as the kernels walk it. */
export interface GraphIndex {
  /** Where each neuron's neighbours start in `entries`, [N + 1]. */
  readonly rows: Uint32Array;
  /** Neighbour and edge number, for both directions of every edge, neighbours in rising order, [4 E]. */
  readonly entries: Uint32Array;
  /** Both ends and number of every edge, in rising order of the ends so that near edges share reads, [3 E]. */
  readonly edges: Uint32Array;
}

export function indexGraph(graph: Graph): GraphIndex {
  const { neurons, sources, targets } = graph;
  const count = edgeCount(graph);
  const ends = Array.from({ length: count }, (_, e) => [sources[e]!, targets[e]!, e] as const);
  const directed = [...ends, ...ends.map(([i, j, e]) => [j, i, e] as const)].sort(byEnds);
  const rows = new Uint32Array(neurons + 1);
  for (const [i] of directed) rows[i + 1]!++;
  for (let i = 0; i < neurons; i++) rows[i + 1]! += rows[i]!;
  return {
    rows,
    entries: Uint32Array.from(directed.flatMap(([, j, e]) => [j, e])),
    edges: Uint32Array.from([...ends].sort(byEnds).flat()),
  };
}

function byEnds(a: readonly [number, number, number], b: readonly [number, number, number]): number {
  return a[0] - b[0] || a[1] - b[1];
}
