import type { Graph } from '@hkmem/backend';
import { checkCount } from './edge-set.ts';
import { withRoom } from './with-room.ts';

/** Every neuron joined to every other: N (N - 1) / 2 edges, sorted. @throws {ValueError} unless N is from 2 and memory holds them. */
export function complete(neurons: number): Graph {
  checkCount('neurons of a complete graph', neurons, 2);
  const edges = (neurons * (neurons - 1)) / 2;
  const graph = withRoom(edges, (sources, targets) => ({ neurons, sources, targets }));
  for (let i = 0, e = 0; i < neurons; i++) {
    for (let j = i + 1; j < neurons; j++, e++) {
      graph.sources[e] = i;
      graph.targets[e] = j;
    }
  }
  return graph;
}
