import { type Graph, RandomKey, ValueError } from '@hkmem/backend';
import { complete, graphFromEdges, ring, wattsStrogatz } from '@hkmem/coupling';
import type { GraphConfig } from '../config/settings.ts';

/** The graphs of a system. */
export interface SystemGraphs {
  /** Of the oscillators. */
  readonly K: Graph;
  /** Of the coupling. */
  readonly HK: Graph;
}

/** Which neurons show images and which answer; hidden ones lie between. */
export interface NeuronGroups {
  /** The first neurons. */
  readonly pixels: number;
  /** The last neurons. */
  readonly classes: number;
}

/**
 * The graphs K of the oscillators and HK of the coupling; one and the same if the configuration says so.
 * @throws {ValueError} for the graph `hidden` if it is not known which neurons are hidden, or there is none.
 */
export function graphsOf(config: GraphConfig, neurons: number, seed: number, groups?: NeuronGroups): SystemGraphs {
  if (config.kind === 'hidden') return hiddenGraphs(neurons, groups);
  const key = RandomKey.fromSeed(seed).fold('graph');
  const K = graphOf(config, neurons, key.fold('K'));
  return { K, HK: config.count === 'one' ? K : graphOf(config, neurons, key.fold('HK')) };
}

function graphOf({ kind, neighbours, rewiring }: GraphConfig, neurons: number, key: RandomKey): Graph {
  if (kind === 'complete') return complete(neurons);
  if (kind === 'ring') return ring({ neurons, neighbours });
  return wattsStrogatz({ neurons, neighbours, rewiring, key });
}

function hiddenGraphs(neurons: number, groups: NeuronGroups | undefined): SystemGraphs {
  if (groups === undefined || groups.pixels + groups.classes >= neurons) {
    throw new ValueError("graph 'hidden'", 'a memory without hidden neurons', 'one with some, to be edited');
  }
  const first = groups.pixels;
  const answers = neurons - groups.classes;
  const edges = (ends: (i: number) => number): [number, number][] => {
    const list: [number, number][] = [];
    for (let i = first; i < neurons; i++) for (let j = ends(i); j < neurons; j++) list.push([i, j]);
    return list;
  };
  return {
    K: graphFromEdges(
      neurons,
      edges((i) => i + 1),
    ),
    HK: graphFromEdges(
      neurons,
      edges((i) => (i < answers ? answers : neurons)),
    ),
  };
}
