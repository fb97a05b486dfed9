import type { Graph, HostArray, SystemSpec } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import { hopfield, hopfieldKuramoto, kuramoto, readParameters } from '@hkmem/dynamics';
import { couplingLaw, lagrangian, pairLaw } from '@hkmem/laws';
import { type Checkpoint, createCheckpoint } from '../src/index.ts';
import { engineOf, key } from './glyph-memory.ts';

export const graph: Graph = randomGraph(key.fold('K'), 5, 0.5);
const other = randomGraph(key.fold('HK'), 5, 0.5);
export const smallSpec: SystemSpec = hopfieldKuramoto(
  5,
  { activation: 'tanh', layers: [3, 2] },
  { dimension: 3, graph, interaction: 'mlpShared', hidden: [4], omega: 'local', learnedStart: true },
  { kind: 'network', graph: other, kappaH: 0.5, kappaK: 2 },
);
export const lawSpec: SystemSpec = hopfieldKuramoto(
  5,
  { activation: lagrangian('a * softplus(beta * x) / beta', { a: 'neuron', beta: 'one' }) },
  { dimension: 2, graph, interaction: pairLaw('C * r^2 / 2', { C: { per: 'edge', decays: false } }) },
  { kind: couplingLaw('-w * r * tanh(gi * gj) - c * W * gi * gj', { w: 'edge', c: 'one', W: 'weight' }) },
);
const layeredSpec: SystemSpec = hopfield(7, {
  activation: 'tanh',
  beta: 2,
  layers: [
    2,
    { size: 3, activation: 'softmax', beta: { per: 'layer', start: 4 } },
    { size: 2, activation: lagrangian('a * x^2 / 2', { a: 'neuron' }), beta: 1 },
  ],
});
export const specs: readonly (readonly [string, SystemSpec])[] = [
  ['a dense Hopfield memory', hopfield(5)],
  ['oscillators', kuramoto(5, { dimension: 2, graph })],
  [
    'one graph for both',
    hopfieldKuramoto(5, { activation: 'relu' }, { dimension: 2, graph }, { kind: 'multiplicative' }),
  ],
  ['everything', smallSpec],
  ['laws', lawSpec],
  ['layers with Lagrangians of their own', layeredSpec],
];

/** A checkpoint with random parameters and means, in float32 if asked for. */
export async function checkpointOf(spec: SystemSpec, single = false): Promise<Checkpoint> {
  const engine = await engineOf(spec);
  const round = (data: HostArray): HostArray => (single ? Float32Array.from(data) : data);
  const parameters: Record<string, { shape: readonly number[]; data: HostArray }> = {};
  for (const [path, data] of Object.entries(await readParameters(engine))) {
    parameters[path] = { shape: engine.shapes.get(path)!, data: round(data) };
  }
  const [path, array] = Object.entries(parameters)[0]!;
  const moments = { [`${path}/first`]: { ...array, data: round(Float64Array.from(array.data, (value) => value / 2)) } };
  const state = { update: 12, parameters, moments };
  return createCheckpoint({ spec, state, config: { seed: 4, flow: { steps: 3 } }, seed: 4, integration: 'rk4' });
}
