import { type Engine, type HostState, RandomKey, type Readout, type SystemSpec } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import { describe, expect, test } from 'vitest';
import { randomEngine, randomStart } from '../../test/random-engine.ts';
import {
  equilibriumGradient,
  fixedPoint,
  fixedSteps,
  hopfield,
  hopfieldKuramoto,
  isAtRest,
  kuramoto,
  lossCotangent,
  NotAtRestError,
  RecordedFlow,
  type RestLoss,
  readoutLoss,
  restGradient,
  rk4,
  SingularRestError,
  Workspace,
} from '../index.ts';

const graph = randomGraph(RandomKey.fromSeed(6), 8, 0.6);
const oscillators = { dimension: 3, graph, interaction: 'sigmoid', omega: 'none' } as const;
const threshold: Readout = { kind: 'threshold', classes: 3 };
const pairs: Readout = { kind: 'pairs', classes: 3 };
const labels = [0, 2];

interface Case {
  readonly spec: SystemSpec;
  readonly readout: Readout;
  readonly of?: 'state' | 'activity';
  /** Factor of the random weights: so that relu and identity have a floor. */
  readonly scale?: number;
}

const coupled = (kind: 'network' | 'additive' | 'multiplicative', omega: 'none' | 'global' = 'none'): SystemSpec =>
  hopfieldKuramoto(8, { activation: 'tanh' }, { ...oscillators, omega }, { kind, kappaH: 0.8, kappaK: 1.5 });

const cases: readonly (readonly [string, Case])[] = [
  ['tanh units, their activity', { spec: hopfield(8, { activation: 'tanh' }), readout: threshold }],
  ['tanh units, their state', { spec: hopfield(8, { activation: 'tanh' }), readout: threshold, of: 'state' }],
  ['relu units, silent ones too', { spec: hopfield(8), readout: threshold, of: 'state', scale: 0.3 }],
  ['sigmoid layers', { spec: hopfield(8, { activation: 'sigmoid', layers: [5, 3] }), readout: threshold }],
  ['softmax units', { spec: hopfield(8, { activation: 'softmax' }), readout: threshold }],
  ['linear units', { spec: hopfield(8, { activation: 'identity' }), readout: threshold, scale: 0.3 }],
  ['oscillators', { spec: kuramoto(8, oscillators), readout: pairs }],
  ['a network coupling', { spec: coupled('network'), readout: threshold }],
  ['a network coupling, its oscillators', { spec: coupled('network'), readout: pairs }],
  ['an additive coupling that turns', { spec: coupled('additive', 'global'), readout: threshold }],
  ['a multiplicative coupling', { spec: coupled('multiplicative'), readout: pairs }],
];

interface Resting {
  readonly engine: Engine;
  readonly rest: HostState;
  readonly loss: RestLoss;
  readonly paths: readonly string[];
}

async function resting({ spec, readout, of = 'activity', scale = 1 }: Case): Promise<Resting> {
  const engine = await randomEngine(spec, 12);
  const paths = [...engine.shapes.keys()];
  if (scale !== 1) {
    const weights = await engine.readParameter('hopfield.weights');
    engine.writeParameter(
      'hopfield.weights',
      Array.from(weights, (value) => scale * value),
    );
  }
  const found = await fixedPoint(engine, randomStart(spec, 2, 12), { tolerance: 1e-12, until: 5000 });
  expect(found.samples.every(isAtRest), JSON.stringify(found.samples)).toBe(true);
  return { engine, rest: found.state, loss: readoutLoss(spec, readout, labels, { of }), paths };
}

function lossAt({ engine, loss }: Resting, { x, s }: HostState): number {
  const N = engine.spec.neurons;
  const part = (values: ArrayLike<number> | undefined, b: number): Float64Array =>
    Float64Array.from(values ?? []).slice(b * ((values?.length ?? 0) / 2), (b + 1) * ((values?.length ?? 0) / 2));
  expect(N).toBe(8);
  return [0, 1].reduce((sum, b) => sum + loss.value(part(x, b), part(s, b), b), 0);
}

async function gradientsOf({ engine, paths }: Resting): Promise<Float64Array> {
  const all: number[] = [];
  for (const path of paths) all.push(...(await engine.readGradient(path)));
  return Float64Array.from(all);
}

async function implicit(at: Resting): Promise<Float64Array> {
  const cotangent = lossCotangent(at.engine.spec, at.loss, at.rest, 2);
  await restGradient(at.engine, at.rest, cotangent, { trainable: at.paths });
  return gradientsOf(at);
}

function cosine(a: Float64Array, b: Float64Array): number {
  const product = (u: Float64Array, v: Float64Array): number => u.reduce((sum, entry, k) => sum + entry * v[k]!, 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

describe('the gradient at rest', () => {
  test.for(cases)('of %s meets central differences', async ([, settings]) => {
    const at = await resting(settings);
    const cotangent = lossCotangent(at.engine.spec, at.loss, at.rest, 2);
    const { residuals } = await restGradient(at.engine, at.rest, cotangent, { trainable: at.paths });
    expect(Math.max(...residuals)).toBeLessThan(1e-8);
    for (const path of at.paths) {
      const gradient = await at.engine.readGradient(path);
      const values = Float64Array.from(await at.engine.readParameter(path));
      const direction = RandomKey.fromSeed(1).fold(path).normal(values.length);
      const moved = async (amount: number): Promise<number> => {
        at.engine.writeParameter(
          path,
          values.map((value, i) => value + amount * direction[i]!),
        );
        const { state, samples } = await fixedPoint(at.engine, at.rest, { tolerance: 1e-12, curvatureProducts: 0 });
        expect(samples.every(isAtRest), JSON.stringify(samples)).toBe(true);
        return lossAt(at, state);
      };
      const difference = ((await moved(1e-5)) - (await moved(-1e-5))) / 2e-5;
      at.engine.writeParameter(path, values);
      const got = direction.reduce((sum, value, i) => sum + value * gradient[i]!, 0);
      // Differences of step 1e-5 of rests good to 1e-12 are good to 1e-7; curvature may add some.
      expect(Math.abs(got - difference), path).toBeLessThan(2e-6 * Math.max(1, Math.abs(difference)));
    }
  });

  test('is that of a long flow, at none of its memory', async () => {
    const at = await resting(cases[7]![1]);
    const exact = await implicit(at);
    const workspace = new Workspace(at.engine, 2);
    const [state, cotangent] = [workspace.take(), workspace.take()];
    at.engine.writeState(state, at.rest);
    at.engine.setTrainable(at.paths);
    const recorded = new RecordedFlow(workspace, {
      solver: rk4,
      control: fixedSteps(4000),
      until: 600,
      renormalise: true,
    });
    await recorded.forward(state);
    at.engine.writeState(cotangent, lossCotangent(at.engine.spec, at.loss, await at.engine.readState(state), 2));
    recorded.backward(cotangent);
    const long = await gradientsOf(at);
    workspace.dispose();
    expect(cosine(long, exact)).toBeGreaterThan(1 - 1e-6);
    expect(Math.hypot(...long) / Math.hypot(...exact)).toBeCloseTo(1, 3);
  });

  test('of an input is that of a bias of one sample', async () => {
    const at = await resting(cases[0]![1]);
    const cotangent = lossCotangent(at.engine.spec, at.loss, at.rest, 2);
    const { input } = await restGradient(at.engine, at.rest, cotangent, { trainable: ['hopfield.bias'] });
    const bias = await at.engine.readGradient('hopfield.bias');
    bias.forEach((slope, i) => {
      expect(slope).toBeCloseTo(input![i]! + input![8 + i]!, 12);
    });
  });

  test('says how much of a cotangent turns all oscillators alike, and leaves it out', async () => {
    const at = await resting(cases[6]![1]);
    const turn = at.rest.s!.slice();
    for (let row = 0; row < turn.length; row += 3) {
      [turn[row], turn[row + 1], turn[row + 2]] = [at.rest.s![row + 1]!, -at.rest.s![row]!, 0];
    }
    const { rotations, residuals } = await restGradient(at.engine, at.rest, { s: turn }, { trainable: at.paths });
    for (const share of rotations) expect(share).toBeCloseTo(1, 6);
    expect(Math.max(...residuals)).toBeLessThan(1e-6);
    expect(Math.hypot(...(await gradientsOf(at)))).toBeLessThan(1e-9);
  });

  test('is as exact as was asked for, and refused where that is missed a thousandfold', async () => {
    const at = await resting(cases[7]![1]);
    const cotangent = lossCotangent(at.engine.spec, at.loss, at.rest, 2);
    const gradient = (tolerance: number, products?: number) =>
      restGradient(at.engine, at.rest, cotangent, { trainable: at.paths, tolerance, ...(products && { products }) });
    const { residuals } = await gradient(1e-2);
    expect(Math.max(...residuals)).toBeGreaterThan(1e-6);
    expect(Math.max(...residuals)).toBeLessThan(0.1);
    // Two products leave a residual of some tenths.
    await expect(gradient(1e-2, 2)).resolves.toBeDefined();
    await expect(gradient(1e-5, 2)).rejects.toThrow(SingularRestError);
  });

  test('is refused where nothing rests, and where the rest is not isolated', async () => {
    const at = await resting(cases[6]![1]);
    const cotangent = lossCotangent(at.engine.spec, at.loss, at.rest, 2);
    const moving = randomStart(at.engine.spec, 2, 5);
    await expect(restGradient(at.engine, moving, cotangent, { trainable: at.paths })).rejects.toThrow(NotAtRestError);
    at.engine.writeParameter('kuramoto.A', new Float64Array(graph.sources.length));
    at.engine.writeParameter('kuramoto.B', new Float64Array(graph.sources.length));
    const flat = restGradient(at.engine, at.rest, cotangent, { trainable: at.paths });
    await expect(flat).rejects.toThrow(SingularRestError);
    await expect(flat).rejects.toThrow(/flat in a direction that the loss sees/);
  });
});

describe('equilibrium propagation', () => {
  const nudged = cases.filter(([, { of }]) => of !== 'state');

  test.for(nudged)('of %s gives the gradient as beta falls', async ([, settings]) => {
    const at = await resting(settings);
    const exact = await implicit(at);
    const errors: number[] = [];
    for (const beta of [1e-2, 1e-3]) {
      const { loss } = await equilibriumGradient(at.engine, at.rest, at.loss, { trainable: at.paths, beta });
      expect(loss).toBeCloseTo(lossAt(at, at.rest), 12);
      const found = await gradientsOf(at);
      errors.push(Math.hypot(...found.map((entry, k) => entry - exact[k]!)) / Math.hypot(...exact));
      if (beta === 1e-3) expect(cosine(found, exact)).toBeGreaterThan(0.9999);
    }
    // The error falls with beta^2: a hundredth, but for rounding and for what the large beta has beyond its square.
    expect(errors[1]!).toBeLessThan(Math.max(errors[0]! / 30, 1e-6));
  });

  test('refuses a nudge that finds no rest, and one without strength', async () => {
    const at = await resting(cases[0]![1]);
    const gradient = (options: { beta: number; steps?: number }): Promise<unknown> =>
      equilibriumGradient(at.engine, at.rest, at.loss, { trainable: at.paths, ...options });
    await expect(gradient({ beta: 0.5, steps: 0 })).rejects.toThrow(
      /phase of equilibrium propagation with beta = 0.5: samples 0, 1 did not come to rest/,
    );
    await expect(gradient({ beta: 0 })).rejects.toThrow(/beta of a nudge: got 0/);
  });
});
