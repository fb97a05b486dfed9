import { type Backend, cpuBackend, type Engine, type HostState, RandomKey, type SystemSpec } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import type { WebgpuBackend } from '@hkmem/backend-webgpu';
import {
  adaptiveSteps,
  bosh3,
  type FlowEnd,
  type FlowOptions,
  fixedSteps,
  flow,
  flowOptions,
  heun,
  hopfield,
  hopfieldKuramoto,
  initialParameters,
  integrate,
  recall,
  smallestTolerance,
  ToleranceError,
  tsit5,
  Workspace,
  writeParameters,
} from '@hkmem/dynamics';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { absenceOf, candidates } from './backends.ts';
import { watchedWebgpu } from './watched-webgpu.ts';

const [N, D, B] = [14, 3, 5];
const key = RandomKey.fromSeed(12);
const graph = randomGraph(key.fold('graph'), N, 0.4);
const spec = hopfieldKuramoto(
  N,
  { activation: 'tanh' },
  { dimension: D, graph, interaction: 'tanh', omega: 'global' },
  { kind: 'additive' },
);
const start: HostState = { x: key.fold('x').normal(B * N), s: key.fold('s').normal(B * N * D) };

function engineOn(backend: Backend, of: SystemSpec = spec): Engine {
  const engine = backend.createEngine(of);
  writeParameters(engine, initialParameters(of, key, { startNoise: 1, alpha: 0.4, coupling: 0.5, interaction: 0.8 }));
  return engine;
}

/** The engine without its clock: the control of packages/dynamics then decides on every step by itself. */
function withoutClock(engine: Engine): Engine {
  return new Proxy(engine, {
    get: (target, name) => {
      if (name === 'createStepClock') return undefined;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

interface Run {
  readonly end: FlowEnd;
  readonly state: HostState;
  readonly times: readonly number[];
}

/** A flow from the start; `watched` waits at every step, `probed` is told of every step without. */
async function run(engine: Engine, options: FlowOptions, how: 'unwatched' | 'watched' | 'probed'): Promise<Run> {
  const workspace = new Workspace(engine, B);
  const state = workspace.take();
  engine.writeState(state, start);
  const times: number[] = [];
  const observers = {
    unwatched: undefined,
    watched: async (t: number) => void times.push(t),
    probed: { measure: () => Promise.resolve(), look: (t: number) => void times.push(t) },
  };
  const end = await flow(workspace, state, options, observers[how]);
  const result = { end, times, state: await engine.readState(state) };
  workspace.dispose();
  return result;
}

/**
 * Settings of a flow, and how far step sizes may be from those of the control on the host and of the float64 reference,
 * relative to each. Where tsit5 begins, its error is a difference of stages below the rounding of float32, so that
 * sizes of the float32 control on the host, too, are up to 14 % from those in float64.
 */
const cases: readonly (readonly [string, number, Partial<FlowOptions>])[] = [
  ['tsit5, the defaults', 0.3, {}],
  ['tsit5 renormalised, to t = 3', 0.3, { renormalise: true, until: 3 }],
  ['a first step that is refused', 0.01, { control: adaptiveSteps({ firstStep: 2, rtol: 1e-5 }), until: 3 }],
  ['one step', 1e-6, { control: adaptiveSteps({ firstStep: 5, rtol: 1, atol: 10 }) }],
  [
    'bosh3 with proportional control',
    1e-3,
    { solver: bosh3, control: adaptiveSteps({ integral: 0.7, proportional: 0.4 }) },
  ],
  ['heun, more tries than one wait takes', 1e-3, { solver: heun, until: 0.3 }],
  ['a step limit', 1e-3, { solver: heun, control: adaptiveSteps({ maximumSteps: 11 }), until: 4 }],
];

describeOn('webgpu', await absenceOf(candidates.find(({ device }) => device === 'webgpu')!), () => {
  describe('adaptive steps on webgpu', () => {
    let backend: WebgpuBackend;
    let reference: Backend;
    beforeAll(async () => {
      backend = await watchedWebgpu();
      reference = await cpuBackend.create({});
    });
    afterAll(() => backend.dispose());

    test.for(cases)('%s: one sequence, however it is waited for', async ([, sizes, given]) => {
      const options = flowOptions(given);
      const engine = engineOn(backend);
      const waits = async (work: () => Promise<Run>): Promise<[Run, number]> => {
        const before = backend.counts.waits;
        const result = await work();
        return [result, backend.counts.waits - before - 1];
      };
      const [unwatched, few] = await waits(() => run(engine, options, 'unwatched'));
      const [watched, many] = await waits(() => run(engine, options, 'watched'));
      const [probed] = await waits(() => run(engine, options, 'probed'));
      const { accepted, rejected } = unwatched.end.statistics;
      const tries = accepted + rejected;
      // Bit for bit, states and step sizes.
      expect(watched).toEqual({ ...unwatched, times: watched.times });
      expect(probed).toEqual(watched);
      expect(watched.times.length).toBe(accepted);
      expect(many).toBe(tries);
      // Eight tries a wait; at most one wait more where the way to the end looked shorter than it was.
      expect(few).toBeLessThanOrEqual(Math.ceil(tries / 8) + (tries > 1 ? 1 : 0));

      const host = await run(withoutClock(engine), options, 'unwatched');
      const exact = await run(engineOn(reference), options, 'unwatched');
      for (const other of [host, exact]) {
        expect(unwatched.end.code).toBe(other.end.code);
        expect(unwatched.end.statistics).toEqual(other.end.statistics);
        unwatched.end.stepSizes.forEach((h, n) => {
          expect(Math.abs(h / other.end.stepSizes[n]! - 1), `size of step ${n}`).toBeLessThan(sizes);
        });
        unwatched.state.x!.forEach((value, i) => {
          expect(Math.abs(value - other.state.x![i]!), `x ${i}`).toBeLessThan(1e-3);
        });
      }
      engine.dispose();
    });

    test.for([
      ['to rest', 'steady-state', hopfield(N, { activation: 'tanh' })],
      ['to the end', 'reached-end', spec],
    ] as const)('a recall %s waits once for several steps, and stops at the same one', async ([, code, of]) => {
      const engine = engineOn(backend, of);
      const begin = of.oscillators === undefined ? { x: start.x! } : start;
      const options = { steadyBelow: 0.05, keepStates: true, until: 10 } as const;
      const before = backend.counts;
      const result = await recall(engine, begin, options);
      const { waits, reads } = backend.counts;
      const host = await recall(withoutClock(engine), begin, options);
      expect(result.code).toBe(code);
      expect(host.code).toBe(code);
      expect(result.statistics).toEqual(host.statistics);
      expect(result.energies.length).toBe(result.statistics.accepted + 1);
      expect(result.saved.at(-1)!.state).toEqual(result.state);
      const last = result.energies.at(-1)!.total;
      expect(Math.abs(last[0]! - host.energies.at(-1)!.total[0]!)).toBeLessThan(1e-3 * Math.abs(last[0]!));
      const tries = result.statistics.accepted + result.statistics.rejected;
      // One wait for the start, one for the norms of the end, one for its state.
      expect(waits - before.waits).toBeLessThanOrEqual(Math.ceil(tries / 8) + 4);
      expect(reads - before.reads).toBeGreaterThan(3 * tries);
      engine.dispose();
    });

    test('a flow that diverges is named as by the control on the host', async () => {
      const growing = hopfield(4, { activation: 'identity' });
      for (const engine of [engineOn(backend, growing), withoutClock(engineOn(backend, growing))]) {
        engine.writeParameter('hopfield.weights', new Float32Array(16).fill(10));
        const failed = integrate(engine, { x: new Float32Array(4).fill(1) }, { solver: tsit5, until: 4000 });
        await expect(failed).rejects.toThrow(/the flow diverged after t = [\d.]+: sample 0 had root mean square/);
      }
    });

    test('a rule that is no rule is refused', () => {
      const engine = engineOn(backend);
      const rule = { ...adaptiveSteps(), order: 5, until: Number.NaN };
      expect(() => engine.createStepClock!(rule)).toThrow(/until: got NaN, allowed is a finite number/);
    });
  });
});

for (const candidate of candidates.filter(({ device }) => device !== 'cpu')) {
  describeOn(candidate.device, await absenceOf(candidate), () => {
    test(`tolerances on ${candidate.title}: kept within ten times, or refused with the smallest`, async () => {
      const backend = await candidate.create();
      // dx/dt = -x, so that x(1) = exp(-1).
      const engine = backend.createEngine(hopfield(1, { activation: 'identity' }));
      const x = Float64Array.of(1);
      for (const rtol of [1e-3, 1e-5, 1e-6, smallestTolerance.float32]) {
        const { code, state } = await integrate(engine, { x }, { control: adaptiveSteps({ rtol, atol: rtol / 1e3 }) });
        expect(code).toBe('reached-end');
        expect(Math.abs(state.x![0]! - Math.exp(-1))).toBeLessThan(10 * rtol);
      }
      for (const rtol of [9e-7, 1e-7, 3e-8, 1e-9, 1e-13]) {
        for (const maximumSteps of [5000, 1e6]) {
          const control = adaptiveSteps({ rtol, atol: rtol / 1e3, maximumSteps });
          const refused = integrate(engine, { x }, { control, throwOnFailure: false });
          await expect(refused).rejects.toThrow(ToleranceError);
          await expect(refused).rejects.toThrow('in float32 an rtol from 9.54e-7');
        }
      }
      const absolute = adaptiveSteps({ rtol: 0, atol: 1e-10, minimumStep: 0 });
      const end = await integrate(engine, { x }, { control: absolute, throwOnFailure: false });
      expect([end.code, end.statistics.accepted]).toEqual(['step-underflow', 1]);
      engine.dispose();
      await backend.dispose();
    });
  });
}

// What might take a batch apart is not in kernels: one variant, whose threads share it out.
for (const candidate of candidates.filter(({ title }) => title === 'wasm, 2 workers')) {
  test(`160,000 samples in one batch on ${candidate.title}: fixed steps, adaptive steps and recall`, async () => {
    const backend = await candidate.create();
    const engine = backend.createEngine(hopfield(2, { activation: 'tanh' }));
    engine.writeParameter('hopfield.weights', [0, 2, 2, 0]);
    const side = 400;
    const x = Float64Array.from({ length: 2 * side ** 2 }, (_, k) => {
      const n = k >> 1;
      return -2 + (4 * (k % 2 === 0 ? Math.floor(n / side) : n % side)) / (side - 1);
    });
    const ends = [
      await integrate(engine, { x }, { solver: bosh3, control: fixedSteps(4), until: 0.3 }),
      await integrate(engine, { x }, { until: 0.3 }),
      await recall(engine, { x }, { until: 0.3 }),
    ];
    expect(ends.map(({ code }) => code)).toEqual(['reached-end', 'reached-end', 'reached-end']);
    // The same few of them in float64.
    const exact = (await cpuBackend.create({})).createEngine(hopfield(2, { activation: 'tanh' }));
    exact.writeParameter('hopfield.weights', [0, 2, 2, 0]);
    for (const n of [0, 79_999, 125_546, 159_999]) {
      const { state } = await integrate(exact, { x: x.slice(2 * n, 2 * n + 2) }, { until: 0.3 });
      for (const end of ends) {
        for (const k of [0, 1]) expect(Math.abs(end.state.x![2 * n + k]! - state.x![k]!)).toBeLessThan(3e-3);
      }
    }
    engine.dispose();
    await backend.dispose();
  });
}
