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
