import type { Graph, RandomKey } from '@hkmem/backend';
import { complete, grid, ring, wattsStrogatz } from '@hkmem/coupling';
import type { SynchroniseSettings } from './protocol.ts';

/** The graph of a population; `key` draws the small world. A grid has as many rows as columns. */
export function graphOf({ graph, neurons }: SynchroniseSettings, key: RandomKey): Graph {
  if (graph === 'ring') return ring({ neurons, neighbours: 4 });
  if (graph === 'complete') return complete(neurons);
  if (graph === 'grid') return grid({ rows: Math.sqrt(neurons), columns: Math.sqrt(neurons) });
  return wattsStrogatz({ neurons, neighbours: 6, rewiring: 0.2, key: key.fold('graph') });
}
