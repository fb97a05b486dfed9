import { cpuBackend, type Engine, type HostState, RandomKey, type SystemSpec } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import {
  adaptiveSteps,
  hopfield,
  hopfieldKuramoto,
  initialParameters,
  integrate,
  lawson5,
  rk4,
  Workspace,
  writeParameters,
} from '@hkmem/dynamics';
import { describe, expect, test } from 'vitest';
import { type ExponentialMethod, etdrk4, integratingFactor } from './exponential.ts';
import { ExponentialFlow } from './exponential-flow.ts';

const key = RandomKey.fromSeed(4);
const memory = hopfield(7, { activation: 'tanh' });
const coupled = hopfieldKuramoto(
  7,
  { activation: 'tanh' },
  { dimension: 3, graph: randomGraph(key.fold('graph'), 7, 0.5), interaction: 'tanh', learnedStart: true },
  { kind: 'additive' },
);
const readout = { kind: 'threshold', classes: 3 } as const;
const labels = [0, 2];

async function engineOf(spec: SystemSpec): Promise<Engine> {
  const engine = (await cpuBackend.create({})).createEngine(spec);
  writeParameters(engine, initialParameters(spec, key, { startNoise: 1, alpha: 0.3, interaction: 0.5 }));
  return engine;
}

function startOf({ oscillators }: SystemSpec): HostState {
  const s = key.fold('s').normal(2 * 7 * 3);
  return { x: key.fold('x').normal(2 * 7), ...(oscillators && { s }) };
}

async function endOf(engine: Engine, method: ExponentialMethod, sizes: readonly number[]): Promise<HostState> {
  const workspace = new Workspace(engine, 2);
  const state = workspace.take();
  engine.writeState(state, startOf(engine.spec));
  await new ExponentialFlow(workspace, method).forward(state, sizes);
  const end = await engine.readState(state);
  workspace.dispose();
  return end;
}

function distance(a: HostState, b: HostState): number {
  const parts = (['x', 's'] as const).flatMap((part) =>
    Array.from(a[part] ?? [], (value, i) => Math.abs(value - b[part]![i]!)),
  );
  return Math.max(...parts);
}

const methods: readonly (readonly [string, ExponentialMethod, order: number])[] = [
  integratingFactor(rk4),
  integratingFactor(lawson5),
  etdrk4,
].map((method, n) => [method.name, method, n === 1 ? 5 : 4]);

describe.for(methods)('%s', ([, method, order]) => {
  test('has the order of the method it comes from', async () => {
    for (const spec of [memory, coupled]) {
      const engine = await engineOf(spec);
      const control = adaptiveSteps({ rtol: 1e-12, atol: 1e-13 });
      const exact = (await integrate(engine, startOf(spec), { control })).state;
      const error = async (steps: number): Promise<number> =>
        distance(await endOf(engine, method, new Array<number>(steps).fill(1 / steps)), exact);
      const slope = Math.log2((await error(16)) / (await error(32)));
      expect(Math.abs(slope - order), `slope ${slope}`).toBeLessThan(0.3);
    }
  });

  test('takes the leak exactly', async () => {
    const engine = (await cpuBackend.create({})).createEngine(memory);
    const { x } = await endOf(engine, method, [0.4, 0.6]);
    const expected = startOf(memory).x!.map((value) => value * Math.exp(-1));
    x!.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 14);
    });
  });

  test('has the gradient of its steps: central differences agree', async () => {
    const engine = await engineOf(coupled);
    const workspace = new Workspace(engine, 2);
    const flow = new ExponentialFlow(workspace, method);
    const paths = ['hopfield.weights', 'kuramoto.A', 'coupling.alpha'];
    engine.setTrainable(paths);
    const [state, cotangent] = [workspace.take(), workspace.take()];
    const loss = async (start: HostState): Promise<number> => {
      engine.writeState(state, start);
      await flow.forward(state, [0.7, 0.3]);
      return engine.loss(state, [{ readout, labels }], cotangent);
    };
    const start = startOf(coupled);
    await loss(start);
    await flow.backward(cotangent);
    const gradients = await Promise.all(paths.map((path) => engine.readGradient(path)));
    const startGradient = await engine.readState(cotangent);
    // Differences of step 1e-5 are good to 1e-9 of the loss; 1e-7 leaves room for curvature.
    const check = async (along: ArrayLike<number>, move: (amount: number) => Promise<number>): Promise<void> => {
      const expected = ((await move(1e-5)) - (await move(-1e-5))) / 2e-5;
      const direction = key.fold('direction').normal(along.length);
      const found = direction.reduce((sum, value, i) => sum + value * along[i]!, 0);
      expect(Math.abs(found - expected)).toBeLessThan(1e-7 * Math.max(1, Math.abs(expected)));
    };
    for (const [n, path] of paths.entries()) {
      const values = Float64Array.from(await engine.readParameter(path));
      const direction = key.fold('direction').normal(values.length);
      const moved = (amount: number): Float64Array => values.map((value, i) => value + amount * direction[i]!);
      await check(gradients[n]!, async (amount) => {
        engine.writeParameter(path, moved(amount));
        return loss(start);
      });
      engine.writeParameter(path, values);
    }
    for (const part of ['x', 's'] as const) {
      const direction = key.fold('direction').normal(start[part]!.length);
      await check(startGradient[part]!, (amount) =>
        loss({ ...start, [part]: Float64Array.from(start[part]!, (value, i) => value + amount * direction[i]!) }),
      );
    }
  });
});
