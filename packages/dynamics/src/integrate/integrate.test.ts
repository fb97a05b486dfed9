import type { HostState } from '@hkmem/backend';
import { RandomKey } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import { describe, expect, test } from 'vitest';
import { distance, randomEngine, randomStart } from '../../test/random-engine.ts';
import {
  adaptiveSteps,
  bosh3,
  DivergedError,
  dopri5,
  fixedSteps,
  heun,
  hopfield,
  hopfieldKuramoto,
  type IntegrateOptions,
  integrate,
  kuramoto,
  listedSteps,
  rk4,
  StepControlError,
  tsit5,
} from '../index.ts';

const graph = randomGraph(RandomKey.fromSeed(2), 9, 0.4);
const coupled = hopfieldKuramoto(
  9,
  { activation: 'tanh' },
  { dimension: 3, graph, interaction: 'tanh', omega: 'global' },
  { kind: 'additive' },
);

describe('adaptive steps', () => {
  test.for([
    ['heun', heun],
    ['bosh3', bosh3],
    ['dopri5', dopri5],
    ['tsit5', tsit5],
  ] as const)('%s agrees with a tight run, within what its tolerance promises', async ([, solver]) => {
    const engine = await randomEngine(coupled, 4);
    const start = randomStart(coupled, 3, 4);
    const tight = await integrate(engine, start, { control: adaptiveSteps({ rtol: 1e-12, atol: 1e-13 }) });
    for (const rtol of [1e-3, 1e-6]) {
      const control = adaptiveSteps({ rtol, atol: rtol });
      const end = await integrate(engine, start, { solver, control });
      expect(end.code).toBe('reached-end');
      // Errors add up over the steps; a factor of 20 per unit of time covers this smooth flow.
      expect(distance(end.state, tight.state)).toBeLessThan(20 * rtol);
    }
  });

  test('statistics count evaluations, first-same-as-last saves one a step', async () => {
    const engine = await randomEngine(coupled, 4);
    const { statistics } = await integrate(engine, randomStart(coupled, 2, 4));
    expect(statistics.accepted).toBeGreaterThan(2);
    expect(statistics.evaluations).toBe(1 + 6 * (statistics.accepted + statistics.rejected));
  });

  test('a controller that cannot go on says so', async () => {
    const engine = await randomEngine(coupled, 4);
    const start = randomStart(coupled, 1, 4);
    const control = adaptiveSteps({ maximumSteps: 2 });
    await expect(integrate(engine, start, { control })).rejects.toThrow(StepControlError);
    expect((await integrate(engine, start, { control, throwOnFailure: false })).code).toBe('step-limit');
    await expect(integrate(engine, start, { solver: rk4 })).rejects.toThrow(/heun, bosh3, dopri5 or tsit5/);
  });
});

describe('saved states', () => {
  const start = randomStart(coupled, 2, 8);
  const times = [0, 0.25, 0.5, 1];
  test.for<[string, IntegrateOptions]>([
    ['fixed', { solver: rk4, control: fixedSteps(8) }],
    ['adaptive', { control: adaptiveSteps({ rtol: 1e-9, atol: 1e-9 }) }],
  ])('%s steps meet the times', async ([, options]) => {
    const engine = await randomEngine(coupled, 8);
    const { saved, state } = await integrate(engine, start, { ...options, saveAt: times });
    expect(saved.map((entry) => entry.t)).toEqual(times);
    expect(distance(saved[0]!.state, start)).toBe(0);
    expect(distance(saved[3]!.state, state)).toBe(0);
    const half = await integrate(engine, start, { control: adaptiveSteps({ rtol: 1e-10, atol: 1e-10 }), until: 0.5 });
    expect(distance(saved[2]!.state, half.state)).toBeLessThan(1e-4);
  });

  test('times off the grid of fixed steps are refused', async () => {
    const engine = await randomEngine(coupled, 8);
    const run = integrate(engine, start, { solver: rk4, control: fixedSteps(8), saveAt: [0.3] });
    await expect(run).rejects.toThrow(/0.3, allowed is the ends of steps/);
  });

  test('every step can be kept, and listed steps sum to the end', async () => {
    const engine = await randomEngine(coupled, 8);
    const control = listedSteps([0.1, 0.5, 0.4]);
    const { saved } = await integrate(engine, start, { solver: rk4, control, saveAt: 'steps' });
    expect(saved.map((entry) => entry.t)).toEqual([0, 0.1, 0.6, 1]);
    const short = integrate(engine, start, { solver: rk4, control: listedSteps([0.1, 0.5]) });
    await expect(short).rejects.toThrow(/sum of step sizes: got 0.6/);
  });
});

describe('flows that fail', () => {
  const spec = hopfield(4, { activation: 'identity' });
  test.for<[string, IntegrateOptions]>([
    ['fixed', { solver: rk4, control: fixedSteps(40), until: 400 }],
    ['adaptive', { until: 4000 }],
  ])('%s steps say where it diverged', async ([, options]) => {
    const engine = await randomEngine(spec, 1);
    engine.writeParameter(
      'hopfield.weights',
      Float64Array.from({ length: 16 }, () => 10),
    );
    const start: HostState = { x: Float64Array.of(1, 1, 1, 1) };
    const failed = await integrate(engine, start, options).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(DivergedError);
    expect((failed as DivergedError).t).toBeGreaterThan(0);
    expect((failed as DivergedError).message).toMatch(/diverged after t = [\d.]+: sample 0 had root mean square/);
  });

  test('states that do not fit are refused', async () => {
    const engine = await randomEngine(spec, 1);
    await expect(integrate(engine, { x: new Float64Array(6) })).rejects.toThrow(/arrays for 1.5 samples/);
    await expect(integrate(engine, { x: Float64Array.of(1, 2, Number.NaN, 0) })).rejects.toThrow(/entry 2 is NaN/);
    await expect(integrate(engine, { x: new Float64Array(4) }, { until: 0 })).rejects.toThrow(/above 0/);
  });
});

describe('symmetries', () => {
  const spec = kuramoto(9, { dimension: 4, graph, interaction: 'tanh' });
  const options: IntegrateOptions = { solver: tsit5, control: fixedSteps(6) };

  test('a common rotation of the start rotates the end', async () => {
    const engine = await randomEngine(spec, 3);
    const start = randomStart(spec, 1, 3);
    const [cos, sin] = [Math.cos(0.7), Math.sin(0.7)];
    const turn = ({ s }: HostState): HostState => {
      const turned = Float64Array.from(s!);
      for (let row = 0; row < turned.length; row += 4) {
        const [a, c] = [turned[row]!, turned[row + 2]!];
        [turned[row], turned[row + 2]] = [cos * a - sin * c, sin * a + cos * c];
      }
      return { s: turned };
    };
    const end = await integrate(engine, start, options);
    const turnedEnd = await integrate(engine, turn(start), options);
    expect(distance(turn(end.state), turnedEnd.state)).toBeLessThan(1e-13);
  });

  test('renumbering the neurons renumbers the end', async () => {
    const engine = await randomEngine(spec, 3);
    const start = randomStart(spec, 1, 3);
    const order = RandomKey.fromSeed(9).permutation(9);
    const renumbered = {
      neurons: 9,
      sources: graph.sources.map((i) => order[i]!),
      targets: graph.targets.map((i) => order[i]!),
    };
    const other = await randomEngine(kuramoto(9, { dimension: 4, graph: renumbered, interaction: 'tanh' }), 3);
    const permute = ({ s }: HostState): HostState => {
      const moved = new Float64Array(s!.length);
      for (let i = 0; i < 9; i++) moved.set(s!.subarray(4 * i, 4 * i + 4), 4 * order[i]!);
      return { s: moved };
    };
    const end = await integrate(engine, start, options);
    const movedEnd = await integrate(other, permute(start), options);
    expect(distance(permute(end.state), movedEnd.state)).toBeLessThan(1e-13);
  });

  test('s stays on the sphere: to the order of the method without renormalising, to rounding with it', async () => {
    const engine = await randomEngine(spec, 3);
    const start = randomStart(spec, 2, 3);
    const drift = async (steps: number, renormalise: boolean): Promise<number> => {
      const { state } = await integrate(engine, start, { solver: rk4, control: fixedSteps(steps), renormalise });
      const norms = Array.from({ length: 18 }, (_, i) => Math.hypot(...state.s!.subarray(4 * i, 4 * i + 4)));
      return Math.max(...norms.map((norm) => Math.abs(norm - 1)));
    };
    const [coarse, fine] = [await drift(4, false), await drift(8, false)];
    expect(coarse).toBeLessThan(1e-2);
    expect(Math.log2(coarse / fine)).toBeGreaterThan(3.5);
    expect(await drift(4, true)).toBeLessThan(1e-15);
  });
});
