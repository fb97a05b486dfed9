import type { Graph } from '../contract/graph.ts';
import type { SystemSpec } from '../contract/system-spec.ts';
import { activationNames, couplingNames, interactionNames } from '../contract/system-spec.ts';
import { RandomKey } from '../random/random-key.ts';

/** A system and a batch size that every backend must compute as the float64 reference does. */
export interface ConformanceCase {
  /** Title of the case. */
  readonly name: string;
  /** The system. */
  readonly spec: SystemSpec;
  /** B. */
  readonly batch: number;
}

/** A random graph: each pair with the given probability, and a path so that every neuron has an edge. */
export function randomGraph(key: RandomKey, neurons: number, probability: number): Graph {
  const edges: [number, number][] = [];
  const uniforms = key.uniform(neurons * neurons);
  for (let i = 0; i < neurons; i++) {
    for (let j = i + 1; j < neurons; j++) {
      const flipped = uniforms[j * neurons + i]! < 0.3;
      if (j === i + 1 || uniforms[i * neurons + j]! < probability) edges.push(flipped ? [j, i] : [i, j]);
    }
  }
  const order = key.fold('order').permutation(edges.length);
  return {
    neurons,
    sources: Int32Array.from(order, (e) => edges[e]![0]),
    targets: Int32Array.from(order, (e) => edges[e]![1]),
  };
}

/** Every activation, interaction, omega and coupling, small and at odd sizes, one of them larger. */
export function conformanceCases(seed = 11): ConformanceCase[] {
  const key = RandomKey.fromSeed(seed);
  const graph = (name: string, neurons: number): Graph => randomGraph(key.fold(name), neurons, 0.4);
  const cases: ConformanceCase[] = [];
  for (const activation of activationNames) {
    cases.push({ name: `hopfield ${activation}`, spec: { neurons: 13, threshold: { activation } }, batch: 5 });
    const layered = { activation, layers: [5, 7, 2, 3] };
    cases.push({ name: `layers ${activation}`, spec: { neurons: 17, threshold: layered }, batch: 3 });
  }
  interactionNames.forEach((interaction, n) => {
    const omega = (['none', 'global', 'local'] as const)[n % 3]!;
    const base = { graph: graph(interaction, 11), interaction, omega, hidden: [3, 2], learnedStart: true };
    for (const dimension of [2 + n, 9 - n]) {
      const spec = { neurons: 11, oscillators: { ...base, dimension } };
      cases.push({ name: `kuramoto ${interaction} D=${dimension} omega ${omega}`, spec, batch: 1 + n });
    }
  });
  couplingNames.forEach((kind, n) => {
    for (const shared of [false, true]) {
      const oscillatorGraph = graph(`K ${kind}`, 14);
      const spec: SystemSpec = {
        neurons: 14,
        threshold: { activation: activationNames[n]! },
        oscillators: {
          dimension: 4 + n,
          graph: oscillatorGraph,
          interaction: interactionNames[(n + 1) % 4]!,
          omega: 'global',
          learnedStart: true,
        },
        coupling: { kind, graph: shared ? oscillatorGraph : graph(`HK ${kind}`, 14), kappaH: 0.7, kappaK: 1.6 },
      };
      cases.push({ name: `coupled ${kind}, ${shared ? 'one graph' : 'two graphs'}`, spec, batch: 6 + n });
    }
  });
  const wide = graph('wide', 53);
  cases.push({
    name: 'coupled wide',
    spec: {
      neurons: 53,
      threshold: { activation: 'relu' },
      oscillators: { dimension: 6, graph: wide, interaction: 'relu', omega: 'none', learnedStart: true },
      coupling: { kind: 'additive', graph: wide, kappaH: 1, kappaK: 1 },
    },
    batch: 33,
  });
  return cases;
}
