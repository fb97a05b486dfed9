import { couplingLaw, lawToJson, pairLaw } from '@hkmem/laws';
import type { CaseFeatures } from './features.ts';

/** Systems wider than the panels and workgroups of kernels, where a batch takes several tiles. */
export const wideFeatures: readonly CaseFeatures[] = [
  {
    units: 'additive',
    neurons: 53,
    batch: 33,
    activation: 'relu',
    dimension: 7,
    interaction: 'relu',
    graph: 'random',
    learnedStart: true,
    seed: 1,
  },
  {
    units: 'multiplicative',
    neurons: 101,
    batch: 17,
    activation: 'softmax',
    dimension: 3,
    interaction: 'linear',
    graph: 'random',
    graphs: 'different',
    couplingGraph: 'random',
    weighted: true,
    omega: 'local',
    seed: 2,
  },
  { units: 'threshold', neurons: 119, batch: 35, activation: 'tanh', layers: 3, seed: 3 },
];

/**
 * Systems that backends whose kernels serve every D and any number of tiles and parameters take in parts: dimensions of
 * which the last part is whole, two or one wide, edges of more parameters than a vector holds, twice as many tiles as shards
 * and one, weights that end where a group of panels does, and a batch that fills the log of a weight gradient.
 */
export function manyPartsFeatures(): readonly CaseFeatures[] {
  const fourParameters = { A: 'edge', B: 'edge', C: 'edge', F: 'edge' } as const;
  const interaction = lawToJson(pairLaw('A * r + B * r^2 / 2 + C * tanh(r) + F * r^3 / 3', fourParameters));
  const shared = lawToJson(pairLaw('J * exp(k * r) / k', { J: 'one', k: { per: 'edge', start: 0.8 } }));
  const coupling = lawToJson(couplingLaw('-w * r * tanh(beta * gi * gj)', { w: 'edge', beta: 'one' }));
  const oscillators = { units: 'oscillators', graph: 'random' } as const;
  const units = { activation: 'tanh', graph: 'random', graphs: 'different', couplingGraph: 'random' } as const;
  return [
    { ...oscillators, neurons: 7, batch: 5, dimension: 12, interaction: 'relu', omega: 'local', seed: 4 },
    { ...oscillators, neurons: 6, batch: 3, dimension: 26, interaction: 'tanh', seed: 5 },
    { ...oscillators, neurons: 5, batch: 6, dimension: 31, interaction: 'sigmoid', seed: 6 },
    { ...oscillators, neurons: 6, batch: 7, dimension: 31, interactionLaw: interaction, seed: 7 },
    {
      ...{ units: 'network', ...units, neurons: 5, batch: 131, seed: 8 },
      ...{ interactionLaw: shared, couplingLaw: coupling, trainable: 'none' },
    },
    { units: 'additive', ...units, neurons: 6, batch: 77, interaction: 'mlpShared', hidden: [3], seed: 16 },
    { units: 'threshold', neurons: 191, batch: 6, activation: 'relu', seed: 10 },
    { units: 'threshold', neurons: 7, batch: 1022, activation: 'tanh', seed: 11 },
  ];
}

/**
 * Systems with more of something than kernels take at once: tiles of weights for few samples, samples of a loss and of a
 * gradient, pairs of an edge and a sample, and parameters of an edge.
 */
export function longFeatures(): readonly CaseFeatures[] {
  const names = { A: 'edge', B: 'edge', C: 'edge', F: 'edge', G: 'edge' } as const;
  const interaction = lawToJson(pairLaw('A * r + B * r^2 / 2 + C * tanh(r) + F * r^3 / 3 + G * r^4 / 4', names));
  return [
    { units: 'threshold', neurons: 80, batch: 3, activation: 'tanh', seed: 12 },
    { units: 'threshold', neurons: 40, batch: 320, activation: 'relu', beta: 'neuron', seed: 13 },
    {
      ...{ units: 'additive', neurons: 70, batch: 3, activation: 'tanh', beta: 'neuron', seed: 14 },
      ...{ graph: 'path', interaction: 'mlpShared', hidden: [3], omega: 'global', dimension: 2 },
    },
    {
      ...{ units: 'oscillators', neurons: 5, batch: 67, graph: 'path', seed: 16 },
      ...{ interaction: 'mlpPerEdge', hidden: [3], omega: 'local' },
    },
    {
      units: 'oscillators',
      neurons: 6,
      batch: 7,
      dimension: 3,
      graph: 'random',
      interactionLaw: interaction,
      seed: 15,
    },
  ];
}
