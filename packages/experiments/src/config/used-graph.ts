import type { GraphConfig } from './settings.ts';

/**
 * A graph with k and p at their usual values where it has none: a complete graph is one, whatever they are, and so is the
 * training on it; likewise those of the hidden neurons; a ring has no p.
 */
export function usedGraph(graph: GraphConfig, usual: Pick<GraphConfig, 'neighbours' | 'rewiring'>): GraphConfig {
  const { neighbours, rewiring } = usual;
  if (graph.kind === 'small-world') return graph;
  return graph.kind === 'ring' ? { ...graph, rewiring } : { ...graph, neighbours, rewiring };
}
