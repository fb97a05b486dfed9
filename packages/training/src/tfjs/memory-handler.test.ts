import { io, removeBackend, setBackend, tensor1d, tensor2d } from '@hkmem/backend/tf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkpointOf, specs } from '../../test/checkpoints.ts';
import { registerHostBackend } from '../../test/host-backend.ts';
import { ArtifactsError } from '../formats/errors.ts';
import { readSafetensors } from '../safetensors/read.ts';
import { tensorsFromArtifacts, tensorsToArtifacts } from './artifacts.ts';
import { type ByteStore, loadMemory, safetensorsHandler, saveMemory } from './memory-handler.ts';

function memoryStore(): ByteStore & { bytes: Uint8Array } {
  const store: ByteStore & { bytes: Uint8Array } = {
    bytes: new Uint8Array(0),
    read: () => store.bytes,
    write: (bytes) => {
      store.bytes = bytes;
    },
  };
  return store;
}

/** As handlers of tfjs do that keep JSON and one buffer, and insist on a topology. */
function jsonHandler(): io.IOHandler {
  let [json, weights] = ['', new ArrayBuffer(0)];
  return {
    save: async ({ weightData, ...rest }) => {
      json = JSON.stringify(rest);
      weights = io.concatenateArrayBuffers([weightData].flat() as ArrayBuffer[]);
      return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON({ weightData, ...rest } as io.ModelArtifacts) };
    },
    load: async () => {
      const artifacts = { ...(JSON.parse(json) as io.ModelArtifacts), weightData: weights };
      if (artifacts.modelTopology == null) throw new Error('modelTopology field is missing');
      return artifacts;
    },
  };
}

beforeAll(async () => {
  registerHostBackend('host');
  await setBackend('host');
});

afterAll(() => removeBackend('host'));

describe.for(specs)('%s', ([, spec]) => {
  test.for([true, false])('is stored by a handler of tfjs and comes back bit for bit (float32: %s)', async (single) => {
    const checkpoint = await checkpointOf(spec, single);
    for (const handler of [jsonHandler(), safetensorsHandler(memoryStore())]) {
      const { modelArtifactsInfo } = await saveMemory(handler, checkpoint);
      expect(modelArtifactsInfo.weightDataBytes).toBeGreaterThan(0);
      expect(await loadMemory(handler)).toEqual(checkpoint);
    }
  });
});

test('tfjs reads the weights of a memory by name', async () => {
  const checkpoint = await checkpointOf(specs[0]![1], true);
  const handler = jsonHandler();
  await saveMemory(handler, checkpoint);
  const { weightData, weightSpecs } = await handler.load!();
  const weights = io.decodeWeights(weightData!, weightSpecs!);
  const { shape, data } = checkpoint.parameters['hopfield.weights']!;
  expect([weights['hopfield.weights']!.shape, await weights['hopfield.weights']!.data()]).toEqual([shape, data]);
});

test('weights that tfjs saves become a safetensors file', async () => {
  const store = memoryStore();
  const handler = safetensorsHandler(store);
  const tensors = { a: tensor2d([[1, 2, 3]]), b: tensor1d([4, 5], 'int32'), c: tensor1d([true, false], 'bool') };
  const { data, specs: weightSpecs } = await io.encodeWeights(tensors);
  await handler.save({ weightSpecs, weightData: data });
  expect(readSafetensors(store.bytes)).toEqual({
    tensors: {
      a: { dtype: 'F32', shape: [1, 3], data: Float32Array.of(1, 2, 3) },
      b: { dtype: 'I32', shape: [2], data: Int32Array.of(4, 5) },
      c: { dtype: 'BOOL', shape: [2], data: Uint8Array.of(1, 0) },
    },
    metadata: {},
  });
  const loaded = await handler.load();
  expect(tensorsFromArtifacts(loaded)).toEqual(readSafetensors(store.bytes));
});

describe('what would be lost or does not hold together is refused', () => {
  const one: io.WeightsManifestEntry = { name: 'a', shape: [2], dtype: 'float32' };
  test.for<readonly [string, io.ModelArtifacts, RegExp]>([
    ['weights cut short', { weightSpecs: [one], weightData: new ArrayBuffer(7) }, /takes 8 bytes, 7 are left/],
    ['no weights', { weightSpecs: [one] }, /takes 8 bytes, 0 are left/],
    [
      'bytes left over',
      { weightSpecs: [one], weightData: [new ArrayBuffer(4), new ArrayBuffer(5)] },
      /take 8 bytes, there are 9/,
    ],
    ['a name twice', { weightSpecs: [one, one], weightData: new ArrayBuffer(16) }, /'a' is there twice/],
    ['texts', { weightSpecs: [{ ...one, dtype: 'string' }], weightData: new ArrayBuffer(8) }, /is of string/],
    ['a strange dtype', { weightSpecs: [{ ...one, dtype: 'toString' as 'string' }] }, /is of toString/],
    ['quantised weights', { weightSpecs: [{ ...one, quantization: { dtype: 'uint8' } }] }, /quantised numbers/],
    [
      'a huge shape',
      { weightSpecs: [{ ...one, shape: [2 ** 40] }], weightData: new ArrayBuffer(8) },
      /takes 4398046511104/,
    ],
    ['a negative shape', { weightSpecs: [{ ...one, shape: [-1] }], weightData: new ArrayBuffer(8) }, /no shape/],
    ['damaged metadata', { userDefinedMetadata: { hkmem: { metadata: { a: 1 }, float64: [] } } }, /is damaged/],
    [
      'wide numbers without pairs',
      {
        weightSpecs: [one],
        weightData: new ArrayBuffer(8),
        userDefinedMetadata: { hkmem: { metadata: {}, float64: ['a'] } },
      },
      /should be int32 \[..., 2\]/,
    ],
  ])('%s', ([, artifacts, message]) => {
    expect(() => tensorsFromArtifacts(artifacts)).toThrow(ArtifactsError);
    expect(() => tensorsFromArtifacts(artifacts)).toThrow(message);
  });

  test('a topology, formats that tfjs lacks, and handlers that do one half', async () => {
    const handler = safetensorsHandler(memoryStore());
    await expect(handler.save({ modelTopology: {} })).rejects.toThrow(/cannot hold 'modelTopology'/);
    const half = { dtype: 'F16', shape: [1], data: Uint16Array.of(0) } as const;
    expect(() => tensorsToArtifacts({ tensors: { half }, metadata: {} })).toThrow(/'half' is of format F16/);
    await expect(loadMemory({})).rejects.toThrow(ArtifactsError);
    await expect(saveMemory({}, await checkpointOf(specs[0]![1]))).rejects.toThrow(/loads only/);
    await expect(loadMemory(safetensorsHandler(memoryStore()))).rejects.toThrow(/at least 8/);
  });
});

test('whole numbers of any width become int32 where all of them fit, and are refused where not', () => {
  const wide = { dtype: 'I64', shape: [1, 2], data: BigInt64Array.of(0n, -(2n ** 31n)) } as const;
  const small = { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 255) } as const;
  const { tensors } = tensorsFromArtifacts(tensorsToArtifacts({ tensors: { wide, small }, metadata: {} }));
  expect(tensors['wide']).toEqual({ dtype: 'I32', shape: [1, 2], data: Int32Array.of(0, -(2 ** 31)) });
  expect(tensors['small']).toEqual({ dtype: 'I32', shape: [3], data: Int32Array.of(1, 2, 255) });
  for (const data of [BigInt64Array.of(2n ** 31n), BigInt64Array.of(-(2n ** 31n) - 1n), BigInt64Array.of(2n ** 32n)]) {
    const far = { dtype: 'I64', shape: [1], data } as const;
    expect(() => tensorsToArtifacts({ tensors: { far }, metadata: {} })).toThrow(/'far' is of format I64.*2\^31/);
  }
});
