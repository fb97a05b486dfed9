import { checkedEngine, type Engine, RandomKey, type SystemSpec } from '@hkmem/backend';
import { EnginePair, largestError, randomGraph } from '@hkmem/backend/conformance';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ownHeap } from '../../test/own-heap.ts';
import { wasmBackend } from '../wasm-backend.ts';
import { WasmEngine } from './wasm-engine.ts';

/** Float32 against float64, relative to the largest entry: some hundred roundings of 6e-8. */
const tolerance = 3e-5;

const key = RandomKey.fromSeed(5);

function coupledSpec(neurons: number, dimension: number): SystemSpec {
  const graph = randomGraph(key.fold(neurons), neurons, 0.3);
  return {
    neurons,
    threshold: { activation: 'tanh' },
    oscillators: { dimension, graph, interaction: 'relu', omega: 'local', learnedStart: true },
    coupling: { kind: 'network', graph, kappaH: 0.8, kappaK: 1.3 },
  };
}

/** Everything that computes, once; returns all numbers that came out. */
async function exercise(engine: Engine, batch: number): Promise<Float64Array[]> {
  const { neurons: N, oscillators } = engine.spec;
  for (const [path, shape] of engine.shapes) {
    const size = shape.reduce((a, b) => a * b, 1);
    engine.writeParameter(path, key.fold(path).normal(size));
  }
  const states = [1, 2, 3].map(() => engine.createState(batch));
  const [state, cotangent, out] = states as [(typeof states)[0], (typeof states)[0], (typeof states)[0]];
  const s = key.fold('s').normal(batch * N * oscillators!.dimension);
  engine.writeState(state, { x: key.fold('x').normal(batch * N), s });
  engine.setTrainable([...engine.shapes.keys()]);
  const results: ArrayLike<number>[] = [];
  const keep = async (from: typeof state): Promise<void> => {
    const { x, s: oscillating } = await engine.readState(from);
    results.push(x!, oscillating!);
  };
  const labels = Uint8Array.from({ length: batch }, (_, b) => b % 3);
  results.push([await engine.loss(state, [{ readout: { kind: 'pairs', classes: 3 }, labels }], cotangent)]);
  results.push([await engine.loss(state, [{ readout: { kind: 'threshold', classes: 3 }, labels }], out)]);
  engine.combine(cotangent, [
    [1, cotangent],
    [0.5, out],
  ]);
  engine.field(state, out);
  await keep(out);
  for (let k = 0; k < 3; k++) engine.vjp(state, cotangent, out);
  await keep(out);
  engine.normaliseVjp(state, cotangent);
  engine.startVjp(cotangent);
  for (const path of engine.shapes.keys()) results.push(await engine.readGradient(path));
  for (const path of engine.shapes.keys()) {
    engine.optimise(path, { kind: 'lion', rate: 1e-3, beta1: 0.9, beta2: 0.99, weightDecay: 0.1 });
  }
  engine.broadcastStart(state);
  engine.field(state, out);
  await keep(out);
  engine.normalise(out);
  results.push(...Object.values(await engine.energies(out)));
  results.push(await engine.norms(out), await engine.errorNorms(state, out, [[0.1, cotangent]], 1e-3, 1e-3));
  results.push(await engine.readout(out, { kind: 'reference', classes: 2 }));
  const [gradient, tensors] = [engine.gradientTensor('hopfield.weights'), engine.readStateTensors(out)];
  engine.writeParameterTensor('hopfield.weights', gradient);
  engine.writeStateTensors(state, tensors);
  await keep(state);
  for (const tensor of [gradient, ...Object.values(tensors)]) (tensor as tf.Tensor).dispose();
  for (const vector of states) vector.dispose();
  return results.map((values) => Float64Array.from(values));
}

test('1, 2 and 4 threads give the same bits', async () => {
  const all: Float64Array[][] = [];
  for (const workers of [1, 2, 4]) {
    const backend = await wasmBackend.create({ workers });
    const engine = backend.createEngine(coupledSpec(37, 5));
    expect(engine.threads).toBe(workers);
    all.push(await exercise(engine, 70));
    engine.dispose();
    await backend.dispose();
  }
  expect(all[0]!.every((values) => values.every(Number.isFinite))).toBe(true);
  expect(all[1]).toEqual(all[0]);
  expect(all[2]).toEqual(all[0]);
});

test('no byte of the heap and no tensor is left behind', async () => {
  const { heap, launcher } = await ownHeap();
  const before = { bytes: heap.bytesInUse, tensors: tf.memory().numTensors };
  const engine = new WasmEngine(heap, launcher, coupledSpec(19, 3));
  const afterCreation = heap.bytesInUse;
  await exercise(engine, 5);
  const afterUse = heap.bytesInUse;
  await exercise(engine, 5);
  expect(heap.bytesInUse).toBe(afterUse);
  expect(afterUse).toBeGreaterThan(afterCreation);
  engine.createState(3);
  engine.dispose();
  engine.dispose();
  expect({ bytes: heap.bytesInUse, tensors: tf.memory().numTensors }).toEqual(before);
});

test('an engine that was disposed of refuses work', async () => {
  const { heap, launcher } = await ownHeap();
  const engine = checkedEngine(
    { neurons: 4, threshold: { activation: 'relu' } },
    (spec) => new WasmEngine(heap, launcher, spec),
  );
  const [state, out] = [engine.createState(2), engine.createState(2)];
  engine.dispose();
  state.dispose();
  expect(() => engine.field(out, state)).toThrow(/disposed of/);
  expect(() => engine.createState(1)).toThrow(/disposed of/);
  expect(() => engine.writeParameter('hopfield.bias', [1, 2, 3, 4])).toThrow(/disposed of/);
  expect(() => engine.setTrainable([])).toThrow(/disposed of/);
  await expect(engine.readMoment('hopfield.bias', 'first')).rejects.toThrow(/disposed of/);
});

test('tensors of another shape are refused', async () => {
  const { heap, launcher } = await ownHeap();
  const engine = checkedEngine(
    { neurons: 4, threshold: { activation: 'relu' } },
    (spec) => new WasmEngine(heap, launcher, spec),
  );
  const tensor = tf.zeros([2, 8]);
  expect(() => engine.writeParameterTensor('hopfield.weights', tensor)).toThrow(/got \[2, 8\], expected \[4, 4\]/);
  expect(() => engine.writeStateTensors(engine.createState(4), { x: tensor })).toThrow(
    /got \[2, 8\], expected \[4, 4\]/,
  );
  tensor.dispose();
  engine.dispose();
});

describe('against the float64 reference', () => {
  async function compareGradients(spec: SystemSpec, batch: number, times: number): Promise<void> {
    const backend = await wasmBackend.create({});
    const pair = new EnginePair(backend, { name: 'extra', spec, batch });
    const paths = [...pair.tested.shapes.keys()].filter((path) => path !== 'start.s');
    const [states, cotangents, outs] = [pair.state('state'), pair.state('cotangent'), pair.state()];
    [pair.tested, pair.reference].forEach((engine, k) => {
      engine.setTrainable(paths);
      for (let n = 0; n < times; n++) engine.vjp(states[k]!, cotangents[k]!, outs[k]!);
    });
    const [got, expected] = [await pair.tested.readState(outs[0]), await pair.reference.readState(outs[1])];
    for (const part of ['x', 's'] as const) {
      if (expected[part]) expect(largestError(got[part]!, expected[part]).error, part).toBeLessThan(tolerance);
    }
    for (const path of paths) {
      const [ours, theirs] = [await pair.tested.readGradient(path), await pair.reference.readGradient(path)];
      expect(largestError(ours, theirs).error, path).toBeLessThan(tolerance);
    }
    pair.dispose();
    await backend.dispose();
  }

  test.each([7, 8, 12, 13, 16, 19])('D = %i', (dimension) => compareGradients(coupledSpec(9, dimension), 3, 1));

  test('more logged tiles than the log of the weight gradient holds', () =>
    compareGradients({ neurons: 7, threshold: { activation: 'relu' } }, 401, 3));

  test('the same with layers', () =>
    compareGradients({ neurons: 7, threshold: { activation: 'relu', layers: [2, 4, 1] } }, 401, 3));

  test('graphs without edges', () => {
    const graph = { neurons: 5, sources: new Int32Array(0), targets: new Int32Array(0) };
    const oscillators = { dimension: 3, graph, interaction: 'tanh', omega: 'global' } as const;
    return compareGradients({ neurons: 5, oscillators }, 2, 1);
  });
});
