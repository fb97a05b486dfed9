import type { Graph } from '@hkmem/backend';

/** A graph of edges given as pairs, which may carry a weight behind them. */
export function edgeGraph(
  neurons: number,
  edges: readonly (readonly [source: number, target: number, ...rest: number[]])[],
): Graph {
  return {
    neurons,
    sources: Int32Array.from(edges, ([i]) => i),
    targets: Int32Array.from(edges, ([, j]) => j),
  };
}
