import {
  cpuBackend,
  type Engine,
  RandomKey,
  type StateVector,
  type SystemSpec,
  sizeOf,
  ValueError,
} from '@hkmem/backend';
import { type ConformanceCase, EnginePair, largestError, randomGraph } from '@hkmem/backend/conformance';
import type {} from '@hkmem/backend/tf';
import { describeOn } from '@hkmem/vitest-preset/device';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { adapterAbsence } from '../../test/software-vulkan.ts';
import { CountingDevice } from '../cost/counting-device.ts';
import { RungeKuttaUpdate } from '../cost/runge-kutta-update.ts';
import { type WebgpuBackend, webgpuBackend } from '../webgpu-backend.ts';
import { WebgpuEngine } from './webgpu-engine.ts';

/** As in the conformance suite: float32, and exponentials that WGSL grants some units in the last place. */
const tolerance = 2e-4;
const key = RandomKey.fromSeed(9);
const coupled: SystemSpec = {
  neurons: 20,
  threshold: { activation: 'tanh' },
  oscillators: {
    dimension: 3,
    graph: randomGraph(key.fold('K'), 20, 0.3),
    interaction: 'tanh',
    omega: 'global',
    learnedStart: true,
  },
  coupling: { kind: 'additive', graph: randomGraph(key.fold('HK'), 20, 0.3), kappaH: 1, kappaK: 1 },
};
const hopfield: SystemSpec = { neurons: 33, threshold: { activation: 'relu' } };
const [batch, updates] = [6, 20];

describeOn('webgpu', await adapterAbsence(), () => {
  let backend: WebgpuBackend;
  beforeAll(async () => {
    backend = await webgpuBackend.create();
  });
  afterEach(() => backend.finish());
  afterAll(() => backend.dispose());

  /** Trains a system from one seed and returns the losses; everything else is read off the engine. */
  async function train(engine: Engine, kind: 'adam' | 'lion', count = updates): Promise<number[]> {
    const { spec } = engine;
    for (const [path, shape] of engine.shapes) {
      const scale = path === 'start.s' ? 1 : 0.3 / Math.sqrt(path === 'hopfield.weights' ? spec.neurons / 9 : 1);
      engine.writeParameter(
        path,
        key
          .fold(path)
          .normal(sizeOf(shape))
          .map(Math.fround)
          .map((value) => scale * value),
      );
    }
    const readout = { kind: 'threshold', classes: 3 } as const;
    const trainable = [...engine.shapes.keys()];
    const update = new RungeKuttaUpdate(engine, batch, { steps: 2, readout, trainable });
    const start = { x: Float32Array.from(key.fold('x').normal(batch * spec.neurons)) };
    const losses: Promise<number>[] = [];
    for (let step = 1; step <= count; step++) {
      const rule = { rate: 3e-3, beta1: 0.9, beta2: 0.99, weightDecay: 0.01 };
      losses.push(
        update.run(
          start,
          [0, 1, 2, 0, 1, 2],
          kind === 'lion' ? { kind, ...rule } : { kind, epsilon: 1e-8, step, ...rule },
        ),
      );
    }
    const values = await Promise.all(losses);
    update.dispose();
    return values;
  }

  test.for([
    ['coupled, Adam', coupled, 'adam'],
    ['Hopfield, Lion', hopfield, 'lion'],
  ] as const)('20 updates give the losses of the float64 reference: %s', async ([, spec, kind]) => {
    const [tested, reference] = [backend.createEngine(spec), (await cpuBackend.create({})).createEngine(spec)];
    const [got, expected] = [await train(tested, kind), await train(reference, kind)];
    expect(expected.at(-1)).toBeLessThan(0.9 * expected[0]!);
    got.forEach((loss, step) => {
      // float32 noise grows along the run; sums in another order move a loss by some 1e-6 per update.
      expect(Math.abs(loss - expected[step]!) / expected[step]!, `update ${step}`).toBeLessThan(1e-3);
    });
    tested.dispose();
  });

  test('a run repeats bit for bit', async () => {
    const bitsOf = (values: ArrayLike<number>): Uint32Array => new Uint32Array(Float32Array.from(values).buffer);
    const run = async (): Promise<Uint32Array[]> => {
      const engine = backend.createEngine(coupled);
      const losses = await train(engine, 'adam', 3);
      const bits = [bitsOf(losses)];
      for (const path of engine.shapes.keys()) bits.push(bitsOf(await engine.readParameter(path)));
      engine.dispose();
      return bits;
    };
    expect(await run()).toEqual(await run());
  });

  test('an update on the device is the dispatches that the cost model counts', async () => {
    const device = new CountingDevice();
    await train(new WebgpuEngine(coupled, device), 'adam', 2);
    const before = backend.counts.dispatches;
    const engine = backend.createEngine(coupled);
    await train(engine, 'adam', 2);
    expect(backend.counts.dispatches - before).toBe(device.dispatched.length);
    engine.dispose();
  });

  describe('against the reference', () => {
    const compare = async (testCase: ConformanceCase, passes: number, otherBatch?: ConformanceCase): Promise<void> => {
      const pair = new EnginePair(backend, testCase);
      const paths = [...pair.tested.shapes.keys()].filter((path) => path !== 'start.s');
      const engines = [pair.tested, pair.reference] as const;
      for (const engine of engines) engine.setTrainable(paths);
      const [states, cotangents, outs] = [pair.state('state'), pair.state('cotangent'), pair.state()];
      engines.forEach((engine, k) => {
        for (let pass = 0; pass < passes; pass++) engine.vjp(states[k]!, cotangents[k]!, outs[k]!);
        if (otherBatch === undefined) return;
        const [state, cotangent, out] = [1, 2, 3].map(() => engine.createState(otherBatch.batch));
        engine.writeState(state!, { x: key.normal(otherBatch.batch * testCase.spec.neurons) });
        engine.writeState(cotangent!, { x: key.fold('u').normal(otherBatch.batch * testCase.spec.neurons) });
        engine.vjp(state!, cotangent!, out!);
      });
      const close = (what: string, got: ArrayLike<number>, expected: ArrayLike<number>): void => {
        const { error, index } = largestError(got, expected);
        expect(error, `${what}, entry ${index}`).toBeLessThanOrEqual(tolerance);
      };
      const [got, expected] = [await pair.tested.readState(outs[0]), await pair.reference.readState(outs[1])];
      for (const part of ['x', 's'] as const) if (expected[part]) close(part, got[part]!, expected[part]);
      for (const path of paths)
        close(path, await pair.tested.readGradient(path), await pair.reference.readGradient(path));
      pair.dispose();
    };

    test('more reverse passes than the log of activities holds, then another batch size', async () => {
      const testCase = { name: 'log', spec: hopfield, batch: 5 };
      await compare(testCase, 35, { ...testCase, batch: 2 });
    });

    const graph = randomGraph(key.fold('wide'), 70, 0.23);
    const wide = { graph, omega: 'global', hidden: [12, 10] } as const;

    test.for(['mlpShared', 'mlpPerEdge'] as const)(
      'an MLP wider than a window of sums, and more edges than rows of sums: %s',
      async (interaction) => {
        expect(graph.sources.length).toBeGreaterThan(512);
        const oscillators = { ...wide, dimension: 2, interaction };
        await compare({ name: interaction, spec: { neurons: 70, oscillators }, batch: 2 }, 1);
      },
    );

    test('D = 16, and a rotation whose sums take several neurons a row', async () => {
      const oscillators = { ...wide, dimension: 16, interaction: 'relu' } as const;
      await compare({ name: 'D = 16', spec: { neurons: 70, oscillators }, batch: 2 }, 1);
    });
  });

  test('nine terms, named twice and in place, on a device that binds few buffers', async () => {
    const [N, B] = [5, 3];
    const engine = backend.createEngine({ neurons: N, threshold: { activation: 'identity' } });
    const states = Array.from({ length: 8 }, () => engine.createState(B));
    const x = states.map((state, k) => {
      const values = Float32Array.from(key.fold(k).normal(N * B));
      engine.writeState(state, { x: values });
      return values;
    });
    const terms = [...states, states[0]!].map((state, k) => [k + 1, state] as const);
    engine.combine(states[2]!, terms);
    const { x: got } = await engine.readState(states[2]!);
    const expected = x[0]!.map((_, i) => [...x, x[0]!].reduce((sum, values, k) => sum + (k + 1) * values[i]!, 0));
    expect(largestError(got!, expected).error).toBeLessThanOrEqual(tolerance);

    const counting = new CountingDevice(8);
    const narrow = new WebgpuEngine(engine.spec, counting);
    const others = Array.from({ length: 9 }, () => narrow.createState(B));
    narrow.combine(
      narrow.createState(B),
      others.map((state) => [1, state]),
    );
    expect(counting.dispatched.map(({ buffers }) => buffers.length)).toEqual([8, 3]);
    engine.dispose();
  });

  test('states, parameters and gradients go to and from tensors on the device', async () => {
    const engine = backend.createEngine(coupled);
    const [state, cotangent, out] = [1, 2, 3].map(() => engine.createState(batch)) as [
      StateVector,
      StateVector,
      StateVector,
    ];
    const x = tf.tensor(Float32Array.from(key.fold('x').normal(batch * 20)), [batch, 20]);
    const s = tf.tensor(Float32Array.from(key.fold('s').normal(batch * 60)), [batch, 20, 3]);
    // Work of tfjs that is not submitted yet is taken in order.
    const doubled = tf.tidy(() => tf.mul(tf.add(x, x), 0.5));
    engine.writeStateTensors(state, { x: doubled, s });
    doubled.dispose();
    engine.writeStateTensors(cotangent, { x, s });
    const back = engine.readStateTensors(state);
    expect(await tf.max(tf.abs(tf.sub(back.x!, x))).data()).toEqual(Float32Array.of(0));
    expect(await back.s!.data()).toEqual(await s.data());

    const V = tf.tensor(Float32Array.from(key.fold('V').normal(400)), [20, 20]);
    engine.writeParameterTensor('hopfield.weights', V);
    expect(await engine.readParameter('hopfield.weights')).toEqual(await V.data());
    engine.setTrainable(['hopfield.weights']);
    engine.vjp(state, cotangent, out);
    const gradient = engine.gradientTensor('hopfield.weights');
    expect(gradient.shape).toEqual([20, 20]);
    expect(await gradient.data()).toEqual(await engine.readGradient('hopfield.weights'));
    expect(() => engine.writeStateTensors(state, { x: s })).toThrow(/x: got \[6, 20, 3\], expected \[6, 20\]/);
    expect(() => engine.writeParameterTensor('hopfield.bias', tf.zeros([20], 'int32'))).toThrow(ValueError);
    tf.dispose([x, s, back.x!, back.s!, V, gradient]);
    engine.dispose();
  });

  test('a state that has diverged has a norm that is not finite', async () => {
    const engine = backend.createEngine({ neurons: 3, threshold: { activation: 'identity' } });
    const [state, other] = [engine.createState(3), engine.createState(3)];
    engine.writeState(state, { x: Float32Array.of(1e38, 0, 0, 1, 1, 1, -3e38, 3e38, 0) });
    for (let k = 0; k < 3; k++) engine.combine(state, [[8, state]]);
    engine.combine(other, [
      [1, state],
      [-1, state],
    ]);
    const norms = await engine.norms(state);
    expect(Number.isFinite(norms[0])).toBe(false);
    expect(norms[1]).toBeCloseTo(512, 3);
    expect(Number.isFinite(norms[2])).toBe(false);
    const errors = await engine.errorNorms(state, state, [[1, state]], 1e-3, 1e-6);
    expect([...errors].map(Number.isFinite)).toEqual([false, true, false]);
    engine.dispose();
  });

  test('wrong use is refused by name', async () => {
    const engine = backend.createEngine(hopfield);
    const [state, cotangent] = [engine.createState(2), engine.createState(2)];
    expect(() => engine.vjp(state, cotangent, cotangent)).toThrow(/allowed is a state of its own/);
    expect(() => engine.broadcastStart(state)).toThrow(/'start\.s' is not known/);
    const large = { ...coupled.oscillators!, dimension: 33 };
    expect(() => backend.createEngine({ neurons: 20, oscillators: large })).toThrow(/at most 32 on webgpu/);
    expect(() => backend.createEngine(hopfield).field(state, cotangent)).toThrow(/belongs to another engine/);
    state.dispose();
    state.dispose();
    expect(() => engine.combine(cotangent, [[1, state]])).toThrow(/disposed of before/);
    const again = engine.createState(2);
    expect((await engine.readState(again)).x!.every((value) => value === 0)).toBe(true);
    engine.dispose();
    engine.dispose();
    expect(() => engine.createState(2)).toThrow(/engine: it was disposed of/);
  });
});
