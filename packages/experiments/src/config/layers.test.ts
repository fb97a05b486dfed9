import { hopfield } from '@hkmem/dynamics';
import { lagrangian, lagrangianLaws } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import { glyphsRecipe } from '../recipes/glyphs.ts';
import { checkBase } from './check-config.ts';
import { betaFromText, layersFromText, layersToText } from './layer-text.ts';
import { baseSchema } from './schema.ts';
import type { BaseConfig, MemoryConfig } from './settings.ts';
import { memoryOf, thresholdOf } from './threshold-of.ts';

const soft = 'softplus(b * x) / b; b: layer = 2';
const rich: MemoryConfig = {
  activation: 'tanh',
  beta: 'neuron',
  layers: [{ size: 12, activation: 'softmax', beta: 4 }, 6, { size: 3, activation: soft, beta: 2 }],
  pixels: { activation: 'identity', beta: 1 },
  classes: { activation: 'layerNorm', beta: 'layer' },
};
const config = (memory: object): BaseConfig =>
  ({ task: 'base', data: 'glyphs', seed: 1, ...glyphsRecipe.base, memory }) as BaseConfig;

describe('layers as one line', () => {
  test.for<[string, ReturnType<typeof layersFromText>]>([
    ['200', [200]],
    ['200, 100', [200, 100]],
    ['1000 softmax @ 4', [{ size: 1000, activation: 'softmax', beta: 4 }]],
    ['1000 @ layer | 50', [{ size: 1000, beta: 'layer' }, 50]],
    [`12 softmax @ 4 | 6 | 3 ${soft} @ 2`, rich.layers!],
    ['many', ['many']],
    ['3.5, 2', [3.5, 2]],
    ['3 tanh @', ['3 tanh @']],
  ])('%s', ([text, layers]) => {
    expect(layersFromText(text)).toEqual(layers);
  });

  test('go there and back', () => {
    expect(layersFromText(layersToText(rich.layers!))).toEqual(rich.layers);
    expect(layersFromText(layersToText([200, 100]))).toEqual([200, 100]);
    expect([betaFromText('2.5'), betaFromText('neuron'), betaFromText('')]).toEqual([2.5, 'neuron', '']);
  });
});

test('every layer gets what it has of its own, in a system that holds together', () => {
  const { neurons, threshold } = thresholdOf(rich, [64, 10]);
  expect(neurons).toBe(95);
  expect(threshold).toEqual({
    activation: 'tanh',
    beta: 'neuron',
    layers: [
      { size: 64, activation: 'identity', beta: 1 },
      { size: 12, activation: 'softmax', beta: 4 },
      6,
      { size: 3, activation: lagrangian('softplus(b * x) / b', { b: { per: 'layer', start: 2 } }), beta: 2 },
      { size: 10, activation: 'layerNorm', beta: 'layer' },
    ],
  });
  expect(hopfield(neurons, threshold).neurons).toBe(95);
  expect(thresholdOf({ activation: 'clip', hidden: 5 }, [64, 10])).toEqual({
    neurons: 79,
    threshold: { activation: lagrangianLaws.clip },
  });
  expect(thresholdOf({ activation: 'relu', layers: [3] }, [2, 1]).threshold.layers).toEqual([2, 3, 1]);
});

test('settings follow from a system', () => {
  expect(memoryOf(thresholdOf(rich, [64, 10]).threshold)).toEqual(rich);
  expect(memoryOf({ activation: lagrangianLaws.clip })).toEqual({ activation: 'clip' });
});

describe('settings of layers', () => {
  test('are taken', () => {
    expect(baseSchema.parse(config(rich))).toEqual(config(rich));
    expect(checkBase(config(rich))).toEqual([]);
    const groups = { 'hopfield.layers.1.beta': { rateFactor: 0 } };
    const { optimiser } = glyphsRecipe.base;
    expect(checkBase({ ...config(rich), optimiser: { ...optimiser, groups } })).toMatchObject([
      { path: 'optimiser.groups', words: expect.stringMatching(/hopfield\.layers\.4\.beta/) },
    ]);
  });

  test.for<[string, object, RegExp]>([
    ['a name', { activation: 'tanh', layers: [{ size: 3, activation: 'softmx' }] }, /softmx|Invalid/],
    ['a formula', { activation: 'tanh', layers: [{ size: 3, activation: 'log(x)' }] }, /./],
    ['beta 0', { activation: 'tanh', layers: [{ size: 3, beta: 0 }] }, /./],
    ['no size', { activation: 'tanh', layers: [{ activation: 'softmax' }] }, /./],
    ['pixels of a dense memory', { activation: 'tanh', hidden: 3, pixels: { beta: 2 } }, /hierarchical memory alone/],
  ])('%s is refused', ([, memory, words]) => {
    expect(baseSchema.safeParse(config(memory)).error?.message).toMatch(words);
  });

  test('a beta per neuron of a Lagrangian of all units is refused before anything is trained', () => {
    const memory = { activation: 'tanh', layers: [{ size: 3, activation: 'softmax', beta: 'neuron' }] };
    expect(checkBase(config(memory))).toMatchObject([{ path: 'memory', words: expect.stringMatching(/of all units/) }]);
  });
});
