import type { GraphConfig } from './settings.ts';

/**
 * A graph with k and p at their usual values where it has none: a complete graph is one, whatever they are, and so is the
 * training on it. Other graphs stay as they are; a ring's p, which it does not use, is part of its identity.
 */
export function usedGraph(graph: GraphConfig, usual: Pick<GraphConfig, 'neighbours' | 'rewiring'>): GraphConfig {
  const { neighbours, rewiring } = usual;
  return graph.kind === 'complete' ? { ...graph, neighbours, rewiring } : graph;
}
