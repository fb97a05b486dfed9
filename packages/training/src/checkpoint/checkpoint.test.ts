import { RandomKey } from '@hkmem/backend';
import { hopfield, writeParameters } from '@hkmem/dynamics';
import { describe, expect, test } from 'vitest';
import { checkpointOf, graph, smallSpec, specs } from '../../test/checkpoints.ts';
import { coupledSpec, engineOf, hopfieldSpec, images, key, neurons, settingsOf } from '../../test/glyph-memory.ts';
import { imageSource } from '../batches/image-source.ts';
import { describeTrainingFlow } from '../flow/training-flow.ts';
import { readSafetensors } from '../safetensors/read.ts';
import { Trainer } from '../trainer/trainer.ts';
import { type Checkpoint, createCheckpoint, parametersOf, specFromCheckpoint } from './checkpoint.ts';
import { decodeCheckpoint } from './decode-checkpoint.ts';
import { encodeCheckpoint } from './encode-checkpoint.ts';
import { CheckpointError } from './errors.ts';
import { specToJson } from './spec-json.ts';

describe('a checkpoint', () => {
  test.for(specs)('comes back as it was: %s', async ([, spec]) => {
    for (const single of [false, true]) {
      const checkpoint = await checkpointOf(spec, single);
      const bytes = encodeCheckpoint(checkpoint);
      expect(decodeCheckpoint(bytes)).toEqual(checkpoint);
      expect(encodeCheckpoint(decodeCheckpoint(bytes))).toEqual(bytes);
    }
  });

  test('holds weights under their paths, graphs as edges, and the rest as metadata that others can read', async () => {
    const { tensors, metadata } = readSafetensors(encodeCheckpoint(await checkpointOf(smallSpec, true)));
    expect(tensors['hopfield.bias']).toMatchObject({ dtype: 'F32', shape: [5] });
    expect(tensors['moments.hopfield.layers.0/first']).toMatchObject({ dtype: 'F32', shape: [2, 3] });
    expect(tensors['graph.K']).toMatchObject({ dtype: 'I32', shape: [graph.sources.length, 2] });
    const edges = Array.from(graph.sources, (source, e) => [source, graph.targets[e]!]);
    expect(tensors['graph.K']!.data).toEqual(Int32Array.from(edges.flat()));
    expect(tensors).toHaveProperty(['graph.HK']);
    expect(metadata).toMatchObject({
      format: 'hkmem',
      formatVersion: '1',
      seed: '4',
      update: '12',
      integration: 'rk4',
    });
    expect(JSON.parse(metadata['config']!)).toEqual({ seed: 4, flow: { steps: 3 } });
    expect(JSON.parse(metadata['spec']!)).toEqual(JSON.parse(JSON.stringify(specToJson(smallSpec).spec)));
  });

  test('keeps a graph that serves twice once, and shares it again', async () => {
    const bytes = encodeCheckpoint(await checkpointOf(specs[2]![1]));
    expect(Object.keys(readSafetensors(bytes).tensors)).not.toContain('graph.HK');
    const { oscillators, coupling } = decodeCheckpoint(bytes).spec;
    expect(coupling!.graph).toBe(oscillators!.graph);
  });

  test('is enough to go on training, bit for bit, on a new engine', async () => {
    const source = imageSource({ set: images.train, neurons, key });
    const changes = { updates: 6, trainable: ['hopfield.bias', 'kuramoto.A', 'start.s'], batch: 4 };
    const whole = new Trainer(settingsOf(await engineOf(coupledSpec), changes), source);
    await whole.run();
    const settings = settingsOf(await engineOf(coupledSpec), changes);
    const first = new Trainer(settings, source);
    await first.run({ until: 4 });
    const integration = describeTrainingFlow(settings.flow);
    const parts = { spec: coupledSpec, state: await first.state(), config: null, seed: settings.seed, integration };
    const checkpoint = decodeCheckpoint(encodeCheckpoint(createCheckpoint(parts)));
    expect(checkpoint.integration).toMatch(/heun, 3 steps/);
    const engine = await engineOf(specFromCheckpoint(checkpoint), 77);
    const second = new Trainer(settingsOf(engine, { ...changes, seed: checkpoint.seed }), source);
    second.restore(checkpoint);
    await second.run();
    expect(await second.state()).toEqual(await whole.state());
  });

  test('gives its parameters to another system that has them', async () => {
    const base = await checkpointOf(hopfieldSpec);
    const engine = await engineOf(coupledSpec, 8);
    writeParameters(engine, parametersOf(base));
    expect(await engine.readParameter('hopfield.weights')).toEqual(base.parameters['hopfield.weights']!.data);
  });
});

describe('a checkpoint that does not hold together is not written', () => {
  const array = { shape: [5], data: new Float64Array(5) };
  test.for<readonly [string, (checkpoint: Checkpoint) => Partial<Checkpoint>, RegExp]>([
    ['a parameter is missing', () => ({ parameters: { 'hopfield.bias': array } }), /missing: hopfield.weights/],
    [
      'a parameter too many',
      ({ parameters }) => ({ parameters: { ...parameters, bias: array } }),
      /'bias' is not known/,
    ],
    [
      'a shape',
      ({ parameters }) => ({ parameters: { ...parameters, 'hopfield.bias': { ...array, shape: [1, 5] } } }),
      /'hopfield.bias' has shape \[1, 5\], its system \[5\]/,
    ],
    [
      'a length',
      ({ parameters }) => ({ parameters: { ...parameters, 'hopfield.bias': { ...array, data: new Float64Array(4) } } }),
      /'hopfield.bias': got 4 entries/,
    ],
    [
      'a value',
      ({ parameters }) => ({
        parameters: { ...parameters, 'hopfield.bias': { ...array, data: array.data.fill(Number.NaN) } },
      }),
      /'hopfield.bias': entry 0 is NaN/,
    ],
    ['a mean of another name', () => ({ moments: { 'hopfield.bias/third': array } }), /is no running mean/],
    ['a mean of no parameter', () => ({ moments: { 'bias/first': array } }), /'bias' is not known/],
    ['an update', () => ({ update: 0.5 }), /update is 0.5/],
    ['a seed', () => ({ seed: -1 }), /seed is -1/],
    ['a system', () => ({ spec: { neurons: 5 } }), /system does not hold together. system: got no units/],
    ['a deep one', () => ({ config: JSON.parse('['.repeat(8_000) + ']'.repeat(8_000)) }), /nested more than 500/],
    ['a configuration', () => ({ config: undefined }), /configuration is no JSON value/],
  ])('%s', async ([, change, message]) => {
    const checkpoint = await checkpointOf(hopfield(5));
    const encode = (): Uint8Array => encodeCheckpoint({ ...checkpoint, ...change(checkpoint) });
    expect(encode).toThrow(CheckpointError);
    expect(encode).toThrow(message);
  });
});

test('a checkpoint of random parts holds its numbers exactly', async () => {
  const checkpoint = await checkpointOf(hopfield(3));
  const special = [5e-324, -0, Number.MAX_VALUE, 1 / 3, -Math.PI];
  const data = Float64Array.from(RandomKey.fromSeed(2).normal(9), (value, k) => special[k] ?? value);
  const parameters = { ...checkpoint.parameters, 'hopfield.weights': { shape: [3, 3], data } };
  const back = decodeCheckpoint(encodeCheckpoint({ ...checkpoint, parameters }));
  expect(Array.from(back.parameters['hopfield.weights']!.data, (value, k) => Object.is(value, data[k]))).not.toContain(
    false,
  );
});
