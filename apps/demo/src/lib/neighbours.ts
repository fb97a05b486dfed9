import { RandomKey } from '@hkmem/backend';
import { graphOf } from '../worker/population-graph.ts';
import type { SynchroniseSettings } from '../worker/protocol.ts';

/** The neurons joined to each neuron of a population. */
export function neighboursOf(settings: SynchroniseSettings): number[][] {
  const graph = graphOf(settings, RandomKey.fromSeed(settings.seed));
  const lists: number[][] = Array.from({ length: settings.neurons }, () => []);
  graph.sources.forEach((source, e) => {
    const target = graph.targets[e]!;
    lists[source]!.push(target);
    lists[target]!.push(source);
  });
  return lists;
}
