import { type Graph, RandomKey, ValueError } from '@hkmem/backend';
import { complete, graphFromEdges, ring, wattsStrogatz } from '@hkmem/coupling';
import type { GraphConfig } from '../config/settings.ts';
import { contextNeurons, hubOf, type NeuronGroups } from './neuron-groups.ts';

/** The graphs of a system. */
export interface SystemGraphs {
  /** Of the oscillators. */
  readonly K: Graph;
  /** Of the coupling. */
  readonly HK: Graph;
}

/**
 * The graphs K of the oscillators and HK of the coupling; one and the same if the configuration says so.
 * @throws {ValueError} for the graphs `hidden`, `bridged` and `context` if it is not known which neurons are hidden, or there is none.
 */
export function graphsOf(config: GraphConfig, neurons: number, seed: number, groups?: NeuronGroups): SystemGraphs {
  const { kind } = config;
  if (kind === 'hidden' || kind === 'bridged' || kind === 'context')
    return hiddenGraphs({ ...config, kind }, neurons, groups);
  const key = RandomKey.fromSeed(seed).fold('graph');
  const K = graphOf(config, neurons, key.fold('K'));
  return { K, HK: config.count === 'one' ? K : graphOf(config, neurons, key.fold('HK')) };
}

function graphOf({ kind, neighbours, rewiring }: GraphConfig, neurons: number, key: RandomKey): Graph {
  if (kind === 'complete') return complete(neurons);
  if (kind === 'ring') return ring({ neurons, neighbours });
  return wattsStrogatz({ neurons, neighbours, rewiring, key });
}

function hiddenGraphs(
  { kind }: GraphConfig & { readonly kind: 'hidden' | 'bridged' | 'context' },
  neurons: number,
  groups: NeuronGroups | undefined,
): SystemGraphs {
  if (groups === undefined || groups.pixels + groups.classes >= neurons) {
    throw new ValueError(`graph '${kind}'`, 'a memory without hidden neurons', 'one with some, to be edited');
  }
  const answers = neurons - groups.classes;
  const hidden = Array.from({ length: answers - groups.pixels }, (_, n) => groups.pixels + n);
  const classes = Array.from({ length: groups.classes }, (_, n) => answers + n);
  const core = [...(kind === 'hidden' ? [] : groups.border), ...hidden, ...classes];
  const K = core.flatMap((i, n) => core.slice(n + 1).map((j) => [i, j] as const));
  if (kind === 'context') {
    const hub = new Set(hubOf(groups));
    for (const i of contextNeurons(groups)) for (const j of hub) K.push([Math.min(i, j), Math.max(i, j)]);
    // The first neuron is the reference, which shows no pixel and meets the hub already.
    for (const j of core) if (!hub.has(j)) K.push([0, j]);
  }
  const HK = hidden.flatMap((i) => classes.map((j) => [i, j] as const));
  return { K: graphFromEdges(neurons, K), HK: graphFromEdges(neurons, HK) };
}
