import { cpuBackend, type Engine, type HostState, RandomKey, ShapeError, UnknownNameError } from '@hkmem/backend';
import * as tf from '@hkmem/backend/tf';
import { beforeAll, describe, expect, test } from 'vitest';
import '@tensorflow/tfjs-backend-wasm';
import { distance, randomEngine, randomStart } from '../../test/random-engine.ts';
import {
  adaptiveSteps,
  fixedSteps,
  heun,
  hopfield,
  hopfieldKuramoto,
  integrate,
  integrateTensors,
  kuramoto,
  listedSteps,
  rk4,
  SecondDerivativeError,
  writeParameters,
} from '../index.ts';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const [N, D, B] = [4, 3, 2];
const graph = { neurons: N, sources: Int32Array.of(0, 1, 0), targets: Int32Array.of(1, 2, 3) };
const oscillators = { dimension: D, graph, interaction: 'tanh', omega: 'global' } as const;
const systems = {
  'threshold units': hopfield(N, { activation: 'tanh' }),
  oscillators: kuramoto(N, oscillators),
  both: hopfieldKuramoto(N, { activation: 'tanh' }, oscillators, { kind: 'additive' }),
};

/** Tensors of a start, in float32. */
function tensorsOf({ x, s }: HostState): { x?: tf.Tensor; s?: tf.Tensor } {
  return {
    ...(x && { x: tf.tensor(Float32Array.from(x), [B, N]) }),
    ...(s && { s: tf.tensor(Float32Array.from(s), [B, N, D]) }),
  };
}

const rounded = (values: ArrayLike<number>): Float64Array => Float64Array.from(values, Math.fround);
function roundedState({ x, s }: HostState): HostState {
  return { ...(x && { x: rounded(x) }), ...(s && { s: rounded(s) }) };
}

describe.each(Object.entries(systems))('%s', (_, spec) => {
  const start = roundedState(randomStart(spec, B, 3));
  const flow = { solver: heun, control: fixedSteps(3), until: 1.5 };
  const path = spec.threshold === undefined ? 'kuramoto.A' : 'hopfield.bias';

  test('end where hosts end, with the parameters of the engine or those that are given', async () => {
    const engine = await randomEngine(spec, 5);
    const host = async (state: tf.Tensor | undefined) => (state === undefined ? undefined : await state.data());
    const endOf = async (parameters: Record<string, tf.Tensor>): Promise<HostState> => {
      const end = integrateTensors(engine, parameters, tensorsOf(start), flow);
      expect([end.x?.shape, end.s?.shape]).toEqual([spec.threshold && [B, N], spec.oscillators && [B, N, D]]);
      const [x, s] = [await host(end.x), await host(end.s)];
      return { ...(x && { x: Float64Array.from(x) }), ...(s && { s: Float64Array.from(s) }) };
    };
    const before = await integrate(engine, start, flow);
    // Numbers near 1 in float32.
    expect(distance(await endOf({}), before.state)).toBeLessThan(1e-6);
    const given = rounded(engine.shapes.get(path)![0] === N ? [1, -2, 0.5, 3] : [1, -2, 0.5]);
    const moved = await endOf({ [path]: tf.tensor(Float32Array.from(given), [given.length]) });
    const expected = await integrate(engine, start, flow);
    expect(await engine.readParameter(path)).toEqual(given);
    expect(distance(moved, expected.state)).toBeLessThan(1e-6);
    expect(distance(moved, before.state)).toBeGreaterThan(1e-3);
  });

  test('gradients are the slopes of the loss in every input, and leave nothing behind', async () => {
    const engine = await randomEngine(spec, 5);
    const key = RandomKey.fromSeed(8);
    const parts = (['x', 's'] as const).filter((part) => start[part] !== undefined);
    const values = rounded(await engine.readParameter(path));
    engine.writeParameter(path, values);
    const weights = parts.map((part) => key.fold(part).normal(start[part]!.length));
    const directions = [...parts.map((part) => start[part]!), values].map((each, n) => key.fold(n).normal(each.length));
    const at = async (amount: number): Promise<number> => {
      const moved = (given: ArrayLike<number>, n: number): Float64Array =>
        Float64Array.from(given, (value, i) => value + amount * directions[n]![i]!);
      engine.writeParameter(path, moved(values, parts.length));
      const from = Object.fromEntries(parts.map((part, n) => [part, moved(start[part]!, n)]));
      const { state } = await integrate(engine, from, flow);
      return parts.reduce((sum, part, n) => {
        return sum + Array.from(state[part]!).reduce((all, value, i) => all + weights[n]![i]! * value, 0);
      }, 0);
    };
    const expected = ((await at(1e-5)) - (await at(-1e-5))) / 2e-5;
    const count = tf.memory().numTensors;
    const got = tf.tidy(() => {
      const inputs = [
        ...parts.map((part) => tensorsOf(start)[part]!),
        tf.tensor(Float32Array.from(values), [values.length]),
      ];
      const gradients = tf.grads((...given: tf.Tensor[]) => {
        const from = Object.fromEntries(parts.map((part, n) => [part, given[n]!]));
        const end = integrateTensors(engine, { [path]: given.at(-1)! }, from, flow);
        return parts
          .map((part, n) => tf.sum(tf.mul(end[part]!, tf.tensor(Float32Array.from(weights[n]!), end[part]!.shape))))
          .reduce((sum, each) => tf.add(sum, each)) as tf.Scalar;
      })(inputs);
      expect(gradients.map(({ shape }) => shape)).toEqual(inputs.map(({ shape }) => shape));
      return gradients.reduce((sum, gradient, n) => {
        const entries = gradient.dataSync();
        return sum + directions[n]!.reduce((all, value, i) => all + value * entries[i]!, 0);
      }, 0);
    });
    // Some tens of float32 numbers of order 1.
    expect(Math.abs(got - expected)).toBeLessThan(1e-4 * Math.max(1, Math.abs(expected)));
    expect(tf.memory().numTensors).toBe(count);
  });
});

describe('refused by name', () => {
  let start: { readonly x: tf.Tensor };
  beforeAll(() => {
    start = { x: tf.tensor(new Float32Array(B * N), [B, N]) };
  });
  const engineOf = async (): Promise<Engine> => {
    const engine = (await cpuBackend.create({})).createEngine(systems['threshold units']);
    writeParameters(engine, { 'hopfield.weights': new Float64Array(N * N), 'hopfield.bias': new Float64Array(N) });
    return engine;
  };

  test('adaptive steps, ends and tensors that do not fit', async () => {
    const engine = await engineOf();
    expect(() => integrateTensors(engine, {}, start, { control: adaptiveSteps() })).toThrow(
      /steps of integrateTensors: got adaptive, allowed is fixed or listed. Use integrate\(\)/,
    );
    expect(() => integrateTensors(engine, {}, start, { until: Number.NaN })).toThrow(/end time: got NaN/);
    expect(() => integrateTensors(engine, { 'hopfield.bias': tf.tensor([1]) }, start)).toThrow(ShapeError);
    expect(() => integrateTensors(engine, { 'hopfield.bios': tf.tensor([1]) }, start)).toThrow(UnknownNameError);
    const count = tf.memory().numTensors;
    expect(() => integrateTensors(engine, {}, { x: start.x, s: start.x })).toThrow();
    expect(tf.memory().numTensors).toBe(count);
  });

  test('a gradient of a gradient', async () => {
    const engine = await engineOf();
    const first = (x: tf.Tensor): tf.Tensor => tf.grad((at) => tf.sum(integrateTensors(engine, {}, { x: at }).x!))(x);
    expect(first(start.x).shape).toEqual([B, N]);
    const second = tf.grad((x) => tf.sum(tf.square(first(x))));
    expect(() => second(start.x)).toThrow(SecondDerivativeError);
    expect(() => second(start.x)).toThrow(/integrateTensors: .*central differences.*operations of tfjs/);
  });

  test('nothing else: steps are RK4 in four to T = 1 if not said otherwise, or listed', async () => {
    const engine = await engineOf();
    engine.writeParameter('hopfield.bias', Float64Array.of(1, 2, 3, 4));
    const same = (options: Parameters<typeof integrateTensors>[3]): number[] =>
      Array.from(integrateTensors(engine, {}, start, options).x!.dataSync());
    expect(same({})).toEqual(same({ solver: rk4, control: listedSteps([0.25, 0.25, 0.25, 0.25]), until: 1 }));
    // x = b (1 - e^-t), which RK4 in four steps has to 6e-5.
    expect(same({})[3]).toBeCloseTo(4 * (1 - Math.exp(-1)), 3);
  });
});
