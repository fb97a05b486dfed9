import type { Graph, SystemSpec } from '@hkmem/backend';
import { costOfUpdate } from '@hkmem/backend-webgpu';

/** Every neuron and its k nearest neighbours on a ring: N k / 2 edges, as many as in the experiments on MNIST. */
function ring(neurons: number, neighbours: number): Graph {
  const sources: number[] = [];
  const targets: number[] = [];
  for (let i = 0; i < neurons; i++) {
    for (let step = 1; step <= neighbours / 2; step++) {
      sources.push(i);
      targets.push((i + step) % neurons);
    }
  }
  return { neurons, sources: Int32Array.from(sources), targets: Int32Array.from(targets) };
}

const threshold = { activation: 'relu' } as const;
const oscillators = {
  dimension: 6,
  graph: ring(894, 150),
  interaction: 'relu',
  omega: 'global',
  learnedStart: true,
} as const;
const kappas = { kappaH: 1, kappaK: 1 } as const;
const edited = ['kuramoto.A', 'kuramoto.B', 'kuramoto.omega', 'coupling.alpha', 'start.s'];

const systems: readonly (readonly [name: string, spec: SystemSpec, trainable: readonly string[] | undefined])[] = [
  ['Hopfield, all trained', { neurons: 894, threshold }, undefined],
  ['Kuramoto, D = 6, k = 150, all trained', { neurons: 894, oscillators }, undefined],
  [
    'coupled on one graph, D = 6, k = 150, frozen memory edited',
    { neurons: 894, threshold, oscillators, coupling: { kind: 'additive', graph: oscillators.graph, ...kappas } },
    edited,
  ],
  [
    'coupled on two graphs, D = 6, k = 150, frozen memory edited',
    { neurons: 894, threshold, oscillators, coupling: { kind: 'additive', graph: ring(894, 148), ...kappas } },
    edited,
  ],
];

/** Rows of the table in README.md: one training update at batch 100 with 24 field evaluations. */
export function costRows(): string[] {
  return systems.map(([name, spec, trainable]) => {
    const cost = costOfUpdate(spec, 100, 24, trainable && { trainable });
    const giga = (value: number): string => (value / 1e9).toFixed(1);
    const bound = `${(1e3 * cost.boundSeconds).toFixed(1)} ms`;
    return [name, cost.dispatches, giga(cost.flops), giga(cost.bytes), giga(cost.loadedBytes), bound].join(' | ');
  });
}

if (import.meta.main) process.stdout.write(`${costRows().join('\n')}\n`);
