import { cpuBackend, type Engine, type HostState, RandomKey } from '@hkmem/backend';
import * as tf from '@hkmem/backend/tf';
import { fixedSteps, flowOptions, RecordedFlow, rk4, valueAndGradient, Workspace } from '@hkmem/dynamics';
import { beforeAll, expect, test } from 'vitest';
import { coupledProblem, editedParameters, hopfieldProblem, type Problem } from '../problem/systems.ts';
import { type CoupledGradients, coupledTensors } from './coupled.ts';
import { coupledField, coupledVjp } from './coupled-by-hand.ts';
import { coupledTapeGradients } from './coupled-tape.ts';
import { hopfieldField, hopfieldGradients, hopfieldUpdate } from './hopfield.ts';
import { product, startTfjs, tensorOf } from './start.ts';

/**
 * The float64 reference of @hkmem/backend is what the tfjs versions must agree with. Some hundred float32 roundings of
 * 6e-8 each, relative to the largest entry.
 */
const tolerance = 3e-5;
const sizes = { neurons: 20, batch: 3, dimension: 4, neighbours: 6 };
const { neurons: N, batch, dimension: D } = sizes;
const random = RandomKey.fromSeed(3);

function expectClose(what: string, got: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(got.length, what).toBe(expected.length);
  const largest = Array.from(expected).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const error = Array.from(expected).reduce((worst, value, n) => Math.max(worst, Math.abs(got[n]! - value)), 0);
  expect(largest, what).toBeGreaterThan(0);
  expect(error / largest, what).toBeLessThan(tolerance);
}

function reference({ spec, parameters }: Problem, trainable: readonly string[]): Engine {
  const engine = cpuEngine(spec);
  for (const [path, values] of Object.entries(parameters)) engine.writeParameter(path, values);
  engine.setTrainable(trainable);
  return engine;
}

let cpuEngine: (spec: Problem['spec']) => Engine;

beforeAll(async () => {
  const cpu = await cpuBackend.create({});
  cpuEngine = (spec) => cpu.createEngine(spec);
  await startTfjs();
});

function hostState(name: string): Required<HostState> {
  return {
    x: random
      .fold(name)
      .fold('x')
      .normal(batch * N),
    s: random
      .fold(name)
      .fold('s')
      .normal(batch * N * D),
  };
}

function tensors({ x, s }: Required<HostState>): { readonly x: tf.Tensor; readonly s: tf.Tensor } {
  return { x: tensorOf(x, [batch, N]), s: tensorOf(s, [batch, N, D]) };
}

test.for([1, 2] as const)(
  'the coupled field and its pull-back by hand are those of the reference, %i graph(s)',
  async (graphs) => {
    const problem = coupledProblem(sizes, { graphs });
    const engine = reference(problem, editedParameters);
    const [state, cotangent, out] = [engine.createState(batch), engine.createState(batch), engine.createState(batch)];
    engine.writeState(state, hostState('state'));
    engine.writeState(cotangent, hostState('cotangent'));
    const p = coupledTensors(problem.spec, problem.parameters);
    const [at, by] = [tensors(hostState('state')), tensors(hostState('cotangent'))];

    engine.field(state, out);
    const field = await engine.readState(out);
    const got = coupledField(p, at);
    expectClose('dx/dt', got.x.dataSync(), field.x!);
    expectClose('ds/dt', got.s.dataSync(), field.s!);

    engine.vjp(state, cotangent, out);
    const byHand = coupledVjp(p, at, by);
    await expectGradients(engine, byHand, await engine.readState(out), (values, i, j) => values[i * N + j]!);
    // The tape sees (i, j) and (j, i) as two entries, of which an edge is the sum.
    const fromTape = coupledTapeGradients(p, at, by);
    await expectGradients(
      engine,
      fromTape,
      await engine.readState(out),
      (values, i, j) => values[i * N + j]! + values[j * N + i]!,
    );
  },
);

async function expectGradients(
  engine: Engine,
  got: CoupledGradients,
  expected: HostState,
  entry: (values: ArrayLike<number>, i: number, j: number) => number,
): Promise<void> {
  expectClose('x', got.x.dataSync(), expected.x!);
  expectClose('s', got.s.dataSync(), expected.s!);
  const { sources, targets } = engine.spec.oscillators!.graph;
  for (const name of ['A', 'B'] as const) {
    const values = got[name].dataSync();
    const edges = Array.from(sources, (i, e) => entry(values, i, targets[e]!));
    expectClose(name, edges, await engine.readGradient(`kuramoto.${name}`));
  }
  expectClose('alpha', got.alpha.dataSync(), await engine.readGradient('coupling.alpha'));
  expectClose('O', got.O.dataSync(), await engine.readGradient('kuramoto.omega'));
}

test('loss, gradients and Lion step of the Hopfield update are those of the reference', async () => {
  const problem = hopfieldProblem(sizes);
  const paths = ['hopfield.weights', 'hopfield.bias'] as const;
  const engine = reference(problem, paths);
  const labels = Uint8Array.of(0, 3, 9);
  const x = random.fold('images').uniform(batch * N);
  const workspace = new Workspace(engine, batch);
  const [state, cotangent] = [workspace.take(), workspace.take()];
  engine.writeState(state, { x });
  const recorded = new RecordedFlow(workspace, flowOptions({ solver: rk4, control: fixedSteps(2), until: 1 }));
  const readout = { kind: 'threshold', classes: 10 } as const;
  await recorded.forward(state);
  const loss = valueAndGradient(recorded, { state, cotangent, loss: [{ readout, labels }] });

  const zeros = tf.zeros([N, N]);
  const training = {
    V: tensorOf(problem.parameters['hopfield.weights']!, [N, N]),
    b: tensorOf(problem.parameters['hopfield.bias']!, [N]),
    meanV: zeros,
    meanb: tf.zeros([N]) as tf.Tensor,
  };
  const y = Float32Array.from({ length: batch * 10 }, (_, n) => (labels[Math.floor(n / 10)] === n % 10 ? 1 : -1));
  const images = { x: tensorOf(x, [batch, N]), y: tensorOf(y, [batch, 10]) };
  const { grads } = hopfieldGradients(training, images, 2);
  expectClose('V', grads[0]!.dataSync(), await engine.readGradient(paths[0]));
  expectClose('b', grads[1]!.dataSync(), await engine.readGradient(paths[1]));

  const rule = { kind: 'lion', rate: 0.01, beta1: 0.9, beta2: 0.99, weightDecay: 0 } as const;
  for (const path of paths) engine.optimise(path, rule);
  const before = tf.memory().numTensors;
  expectClose('loss', [hopfieldUpdate(training, images, 2, rule.rate)], [await loss]);
  expect(tf.memory().numTensors).toBe(before);
  expectClose('V after', training.V.dataSync(), await engine.readParameter(paths[0]));
  expectClose('b after', training.b.dataSync(), await engine.readParameter(paths[1]));
});

test('gradients of the operations made here can be differentiated again, against central differences', () => {
  const W = tensorOf([0.5, -0.3, -0.3, 0.2], [2, 2]);
  const bias = tensorOf([0.1, 0.4], [2]);
  const losses: readonly ((x: tf.Tensor) => tf.Scalar)[] = [
    (x) => tf.sum(tf.pow(hopfieldField(x, W, bias), 3)),
    (x) => tf.sum(tf.pow(product(x, tf.add(W, tf.transpose(x))), 3)),
  ];
  for (const loss of losses) {
    const penalty = (x: tf.Tensor): tf.Scalar => tf.sum(tf.square(tf.grad(loss)(x)));
    const [at, step] = [[0.7, 0.4, -0.6, 1.1], 1e-2];
    const second = tf
      .grad(penalty)(tensorOf(at, [2, 2]))
      .dataSync();
    const differences = at.map((value, n) => {
      const [up, down] = [step, -step].map(
        (move) => penalty(tensorOf(at.with(n, value + move), [2, 2])).dataSync()[0]!,
      );
      return (up! - down!) / (2 * step);
    });
    const largest = differences.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // Central differences of step 1e-2 in float32 are good to some 1e-3.
    for (const [n, value] of differences.entries()) expect(Math.abs(second[n]! - value) / largest).toBeLessThan(5e-3);
  }
});
