import { pairForAddition, sphereStatistics } from '@hkmem/datasets';
import { hopfield } from '@hkmem/dynamics';
import { type OptionCall, testOptions } from '@hkmem/vitest-preset/options';
import { expect, test } from 'vitest';
import { readNpz, writeNpy, writeNpz } from '../src/formats.ts';
import {
  additionSource,
  createCheckpoint,
  describeTrainingFlow,
  evaluate,
  imageSource,
  indexedSource,
  Trainer,
  trainingFlowOptions,
} from '../src/index.ts';
import { engineOf, hopfieldSpec, images, key, lion, neurons, settingsOf } from './glyph-memory.ts';

const set = images.train;
const engine = await engineOf(hopfieldSpec);
const source = imageSource({ set, neurons, key });
const statistics = sphereStatistics(set);
const settings = settingsOf(engine);
const array = { dtype: 'F32', shape: [1], data: Float32Array.of(1) } as const;
const trained = {
  update: 0,
  parameters: {
    'hopfield.weights': { shape: [1, 1], data: new Float32Array(1) },
    'hopfield.bias': { shape: [1], data: new Float32Array(1) },
  },
  moments: {},
};
const required = ['engine', 'readout', 'flow', 'optimiser', 'batch', 'updates', 'seed'];

const calls: readonly OptionCall[] = [
  [
    'imageSource',
    { set, neurons, key, labels: set.labels, bias: { digits: [1], share: 0.5 } },
    ['set', 'neurons', 'key'],
    imageSource,
  ],
  [
    'additionSource',
    { set, model: 'kuramoto', neurons: 140, dimension: 3, statistics, key, pairs: pairForAddition(set, key) },
    ['set', 'model', 'neurons', 'key'],
    additionSource,
  ],
  [
    'indexedSource',
    { count: 2, classes: 2, epoch: () => [], encode: () => ({ labels: [], batch: 0 }) },
    ['count', 'classes', 'epoch', 'encode'],
    indexedSource,
  ],
  [
    'Trainer',
    { ...settings, byteBudget: 1e6, freezeUntil: {}, checkEvery: 1 },
    [...required, 'trainable'],
    (options) => new Trainer(options, source),
  ],
  [
    'Trainer, optimiser',
    { ...lion, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, groups: {} },
    ['kind', 'rate', 'schedule'],
    (options) => new Trainer({ ...settings, optimiser: options ?? null }, source),
  ],
  [
    'Trainer, lowRank',
    { rank: 2, base: await engine.readParameter('hopfield.weights') },
    ['rank', 'base'],
    (lowRank) => new Trainer({ ...settings, trainable: ['hopfield.weights'], lowRank: lowRank ?? null }, source),
  ],
  [
    'evaluate',
    {
      engine,
      readout: settings.readout,
      source,
      flow: {},
      batch: 20,
      limit: 20,
      energyCheck: false,
      keepOutputs: true,
    },
    ['engine', 'readout', 'source'],
    evaluate,
  ],
  [
    'evaluate, flow',
    { until: 1, renormalise: false },
    [],
    (options) => evaluate({ engine, readout: settings.readout, source, limit: 20, flow: options }),
  ],
  [
    'trainingFlowOptions',
    { solver: 'heun', steps: 2, until: 1, jitter: 0, renormalise: true },
    ['solver', 'steps', 'until', 'jitter'],
    trainingFlowOptions,
  ],
  [
    'createCheckpoint',
    { spec: hopfield(1), state: trained, config: {}, seed: 1, integration: 'none' },
    ['spec', 'state', 'config', 'seed', 'integration'],
    createCheckpoint,
  ],
  ['readNpz', { maxBytes: 1e6 }, [], (options) => readNpz(writeNpz({ array }), options)],
  ['writeNpz', { compress: true }, [], (options) => writeNpz({ array }, options)],
  ['writeNpy', { version: 1, bigEndian: true, fortranOrder: false }, [], (options) => writeNpy(array, options)],
];

test('a flow is described in words with the settings that it has', () => {
  expect(describeTrainingFlow({ solver: 'heun', steps: 2, until: 1, jitter: 0 })).toBe('heun, 2 equal steps, T = 1');
});

testOptions(calls);
