import { type Graph, RandomKey } from '@hkmem/backend';
import { complete, ring, wattsStrogatz } from '@hkmem/coupling';
import type { GraphConfig } from '../config/settings.ts';

/** The graphs K of the oscillators and HK of the coupling; one and the same if the configuration says so. */
export function graphsOf(
  config: GraphConfig,
  neurons: number,
  seed: number,
): { readonly K: Graph; readonly HK: Graph } {
  const key = RandomKey.fromSeed(seed).fold('graph');
  const K = graphOf(config, neurons, key.fold('K'));
  return { K, HK: config.count === 'one' ? K : graphOf(config, neurons, key.fold('HK')) };
}

function graphOf({ kind, neighbours, rewiring }: GraphConfig, neurons: number, key: RandomKey): Graph {
  if (kind === 'complete') return complete(neurons);
  if (kind === 'ring') return ring({ neurons, neighbours });
  return wattsStrogatz({ neurons, neighbours, rewiring, key });
}
