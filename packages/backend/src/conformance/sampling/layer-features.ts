import { lagrangianLaws, lawToJson } from '@hkmem/laws';
import type { CaseFeatures } from './features.ts';

/**
 * Systems whose layers have Lagrangians and inverse temperatures of their own, and dense ones with a Lagrangian of all units;
 * always the same. Every joint Lagrangian stands on a dense memory and on a layer, beside pointwise ones.
 */
export function layerFeatures(): readonly CaseFeatures[] {
  const [clip, repu] = [lawToJson(lagrangianLaws.clip), lawToJson(lagrangianLaws.repu3)];
  const softplus = { kind: 'lagrangian', formula: 'softplus(b * x)', parameters: roles } as const;
  const oscillators = { dimension: 3, graph: 'random', interaction: 'relu' } as const;
  return [
    { units: 'threshold', neurons: 13, batch: 6, seed: 201, ownLayers: [{}, { activation: 'softmax', beta: 'layer' }] },
    { units: 'threshold', neurons: 9, batch: 2, seed: 202, ownLayers: [{ activation: 'layerNorm' }, { law: repu }] },
    {
      ...{ units: 'threshold', neurons: 17, batch: 5, seed: 203, activation: 'tanh' },
      ownLayers: [
        { activation: 'sphericalNorm', beta: 'layer' },
        { beta: 'neuron' },
        { activation: 'logSumRelu', beta: 2 },
        { law: softplus },
        { law: clip, beta: { per: 'layer', start: 0.8 } },
      ],
    },
    { units: 'threshold', neurons: 11, batch: 3, seed: 204, activation: 'sphericalNorm', beta: 'layer' },
    { units: 'threshold', neurons: 7, batch: 9, seed: 205, activation: 'layerNorm', beta: 0.5, layers: 2 },
    { units: 'threshold', neurons: 15, batch: 4, seed: 206, activation: 'logSumRelu', beta: 'layer' },
    { units: 'threshold', neurons: 10, batch: 1, seed: 207, activation: 'softmax', beta: 'layer', layers: 3 },
    // Exponents so far apart that those of softmax are finite only once the largest was taken off.
    { units: 'threshold', neurons: 8, batch: 3, seed: 211, activation: 'softmax', beta: 60 },
    { units: 'threshold', neurons: 6, batch: 7, seed: 208, activation: 'tanh', beta: 'neuron' },
    { units: 'threshold', neurons: 12, batch: 5, seed: 212, activation: 'tanh', beta: 'neuron', layers: 3 },
    { units: 'threshold', neurons: 9, batch: 4, seed: 213, activation: 'relu', beta: 'layer', layers: 2 },
    {
      ...{
        units: 'network',
        neurons: 12,
        batch: 5,
        seed: 209,
        activation: 'tanh',
        ...oscillators,
        graphs: 'different',
      },
      ...{ couplingGraph: 'random', ownLayers: [{}, { activation: 'softmax', beta: 'layer' }, { beta: 1.5 }] },
    },
    { units: 'additive', neurons: 10, batch: 2, seed: 210, activation: 'layerNorm', beta: 'layer', ...oscillators },
  ];
}

const roles = { b: { per: 'neuron', start: 0.7, decays: false } } as const;
