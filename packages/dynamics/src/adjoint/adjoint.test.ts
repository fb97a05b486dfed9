import { type Engine, type HostState, RandomKey } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import { describe, expect, test } from 'vitest';
import { distance, randomEngine, randomStart } from '../../test/random-engine.ts';
import {
  adaptiveSteps,
  carpenter4,
  dopri5,
  fixedSteps,
  heun,
  hopfieldKuramoto,
  lawson5,
  listedSteps,
  planStorage,
  RecordedFlow,
  rk4,
  stateBytes,
  tsit5,
  valueAndGradient,
  Workspace,
} from '../index.ts';
import type { FlowOptions } from '../integrate/flow-options.ts';

const graph = randomGraph(RandomKey.fromSeed(6), 7, 0.5);
const spec = hopfieldKuramoto(
  7,
  { activation: 'tanh' },
  { dimension: 3, graph, interaction: 'sigmoid', omega: 'global', learnedStart: true },
  { kind: 'network', kappaH: 0.8, kappaK: 1.5 },
);
const readout = { kind: 'threshold', classes: 3 } as const;
const labels = [0, 2];
const paths = ['hopfield.weights', 'hopfield.bias', 'kuramoto.A', 'kuramoto.B', 'kuramoto.omega', 'coupling.weights'];

interface Gradients {
  readonly loss: number;
  readonly start: HostState;
  readonly parameters: Record<string, ArrayLike<number>>;
}

async function gradients(engine: Engine, start: HostState, flow: FlowOptions, budget?: number): Promise<Gradients> {
  const workspace = new Workspace(engine, 2);
  const recorded = new RecordedFlow(workspace, flow, budget);
  const [state, cotangent] = [workspace.take(), workspace.take()];
  engine.setTrainable(paths);
  engine.writeState(state, start);
  await recorded.forward(state);
  const loss = valueAndGradient(recorded, { state, cotangent, loss: [{ readout, labels }] });
  const parameters: Record<string, ArrayLike<number>> = {};
  for (const path of paths) parameters[path] = await engine.readGradient(path);
  const result = { loss: await loss, start: await engine.readState(cotangent), parameters };
  workspace.dispose();
  return result;
}

const flows: readonly (readonly [string, FlowOptions])[] = [
  ['heun x 5', { solver: heun, control: fixedSteps(5), until: 1, renormalise: false }],
  ['rk4, listed steps', { solver: rk4, control: listedSteps([0.3, 0.1, 0.6]), until: 1, renormalise: false }],
  ['rk4 x 4, renormalised', { solver: rk4, control: fixedSteps(4), until: 1, renormalise: true }],
  ['carpenter4, listed steps', { solver: carpenter4, control: listedSteps([0.7, 0.3]), until: 1, renormalise: false }],
  ['lawson5 x 2, renormalised', { solver: lawson5, control: fixedSteps(2), until: 1, renormalise: true }],
  ['tsit5 x 3', { solver: tsit5, control: fixedSteps(3), until: 1, renormalise: false }],
  ['dopri5 x 2, longer', { solver: dopri5, control: fixedSteps(2), until: 0.7, renormalise: true }],
];

describe('the adjoint against central differences', () => {
  test.for(flows)('%s', async ([, flow]) => {
    const engine = await randomEngine(spec, 12);
    const start = randomStart(spec, 2, 12);
    const found = await gradients(engine, start, flow);
    const directional = async (move: (amount: number) => HostState): Promise<number> => {
      const step = 1e-5;
      const up = (await gradients(engine, move(step), flow)).loss;
      const down = (await gradients(engine, move(-step), flow)).loss;
      move(0);
      return (up - down) / (2 * step);
    };
    // Differences of step 1e-5 are good to 1e-9 of the loss' scale; 1e-7 leaves room for curvature.
    const close = (got: number, expected: number): void =>
      expect(Math.abs(got - expected)).toBeLessThan(1e-7 * Math.max(1, Math.abs(expected)));
    for (const path of paths) {
      const values = Float64Array.from(await engine.readParameter(path));
      const direction = RandomKey.fromSeed(1).fold(path).normal(values.length);
      const expected = await directional((amount) => {
        engine.writeParameter(
          path,
          values.map((value, i) => value + amount * direction[i]!),
        );
        return start;
      });
      close(
        direction.reduce((sum, value, i) => sum + value * found.parameters[path]![i]!, 0),
        expected,
      );
    }
    for (const part of ['x', 's'] as const) {
      const direction = RandomKey.fromSeed(2).fold(part).normal(start[part]!.length);
      const expected = await directional((amount) => {
        return { ...start, [part]: Float64Array.from(start[part]!, (value, i) => value + amount * direction[i]!) };
      });
      close(
        direction.reduce((sum, value, i) => sum + value * found.start[part]![i]!, 0),
        expected,
      );
    }
  });
});

describe('recomputation', () => {
  test.for([3, 5, 7, 9])('within %i states gives the gradient of stored stages, bit for bit', async (states) => {
    const engine = await randomEngine(spec, 12);
    const start = randomStart(spec, 2, 12);
    for (const renormalise of [false, true]) {
      const flow: FlowOptions = { solver: heun, control: fixedSteps(7), until: 1, renormalise };
      const stored = await gradients(engine, start, flow);
      const recomputed = await gradients(engine, start, flow, states * stateBytes(engine, 2));
      expect(recomputed).toEqual(stored);
    }
  });

  test('the plan fits its budget where that is possible, and says what it keeps', async () => {
    const engine = await randomEngine(spec, 12);
    const bytes = stateBytes(engine, 2);
    expect(bytes).toBe(2 * 7 * 4 * 8);
    expect(planStorage(engine, 2, rk4, 6, 25 * bytes)).toMatchObject({ keep: 'stages', states: 25 });
    expect(planStorage(engine, 2, rk4, 6, 24 * bytes)).toMatchObject({ keep: 'steps', interval: 1, states: 11 });
    const tight = planStorage(engine, 2, rk4, 36, 20 * bytes);
    expect(tight.interval).toBeGreaterThan(1);
    expect(tight.bytes).toBeLessThanOrEqual(20 * bytes);
    const recorded = new RecordedFlow(new Workspace(engine, 2), flows[0]![1]);
    const state = engine.createState(2);
    await recorded.forward(state);
    expect(recorded.describe()).toMatch(/every stage is kept \(11 states, 0.0 MiB\)/);
  });
});

test('adaptive steps are differentiated as the steps that were taken', async () => {
  const engine = await randomEngine(spec, 12);
  const start = randomStart(spec, 2, 12);
  const flow: FlowOptions = {
    solver: tsit5,
    control: adaptiveSteps({ rtol: 1e-8, atol: 1e-8 }),
    until: 1,
    renormalise: false,
  };
  const adaptive = await gradients(engine, start, flow);
  const fine = await gradients(engine, start, { ...flow, control: fixedSteps(60) });
  expect(Math.abs(adaptive.loss - fine.loss)).toBeLessThan(1e-6);
  expect(distance(adaptive.start, fine.start)).toBeLessThan(1e-6);
});

test('the learned start is broadcast, normalised and differentiated', async () => {
  const engine = await randomEngine(spec, 3);
  const workspace = new Workspace(engine, 2);
  const x = randomStart(spec, 2, 3).x!;
  const recorded = new RecordedFlow(workspace, flows[0]![1]);
  const loss = async (): Promise<number> => {
    const [state, cotangent] = [workspace.take(), workspace.take()];
    engine.setTrainable(['start.s']);
    engine.writeState(state, { x });
    engine.broadcastStart(state);
    await recorded.forward(state);
    const value = valueAndGradient(recorded, { state, cotangent, loss: [{ readout, labels }] });
    engine.startVjp(cotangent);
    workspace.give(state, cotangent);
    return value;
  };
  await loss();
  const gradient = await engine.readGradient('start.s');
  const values = Float64Array.from(await engine.readParameter('start.s'));
  const difference = async (i: number): Promise<number> => {
    const at = async (amount: number): Promise<number> => {
      engine.writeParameter('start.s', values.with(i, values[i]! + amount));
      return loss();
    };
    return ((await at(1e-5)) - (await at(-1e-5))) / 2e-5;
  };
  for (const i of [0, 4, 11, 20]) expect(Math.abs((await difference(i)) - gradient[i]!)).toBeLessThan(1e-7);
});

test('what was not walked forward is not walked back', async () => {
  const engine = await randomEngine(spec, 3);
  const workspace = new Workspace(engine, 2);
  const recorded = new RecordedFlow(workspace, flows[0]![1]);
  const [state, cotangent] = [workspace.take(), workspace.take()];
  engine.writeState(state, randomStart(spec, 2, 3));
  const end = { state, cotangent, loss: [{ readout, labels }] };
  expect(() => valueAndGradient(recorded, end)).toThrow(/got none.*Call forward\(\) before/);
  await recorded.forward(state);
  await valueAndGradient(recorded, end);
  recorded.release();
  expect(() => valueAndGradient(recorded, end)).toThrow(/Call forward/);
  workspace.dispose();
});
