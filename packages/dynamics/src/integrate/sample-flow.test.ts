import type { Engine, HostState, StateVector } from '@hkmem/backend';
import { expect, test } from 'vitest';
import { distance, randomEngine, randomStart } from '../../test/random-engine.ts';
import {
  adaptiveSteps,
  bosh3,
  canStepSamples,
  dopri5,
  fixedSteps,
  flowOptions,
  flowSamples,
  hopfield,
  hopfieldKuramoto,
  integrate,
  lawson5,
  rk4,
  type SampleFlowEnd,
  type Tableau,
  ToleranceError,
  tsit5,
} from '../index.ts';

const [N, D, count] = [5, 3, 17];
const graph = { neurons: N, sources: Int32Array.of(0, 0, 1, 2, 3), targets: Int32Array.of(1, 2, 3, 4, 4) };
const spec = hopfieldKuramoto(
  N,
  { activation: 'tanh' },
  { dimension: D, graph, omega: 'global' },
  { kind: 'additive' },
);
const engine = await randomEngine(spec, 5);
const start = randomStart(spec, count, 6);
// Samples of one split differ in speed.
for (let n = 0; n < count * N; n++) (start.x as Float64Array)[n]! *= 1 + 3 * Math.floor(n / N);

interface Settings {
  readonly together: number;
  readonly solver: Tableau;
  /** Samples that come at once. */
  readonly portion?: number;
  readonly order?: readonly number[];
  readonly control?: Parameters<typeof adaptiveSteps>[0];
  readonly of?: Engine;
}

function sample(host: HostState, n: number): HostState {
  return { x: host.x!.slice(n * N, (n + 1) * N), s: host.s!.slice(n * N * D, (n + 1) * N * D) };
}

function merged(samples: readonly HostState[]): HostState {
  const all = (part: 'x' | 's'): Float64Array => Float64Array.from(samples.flatMap((one) => Array.from(one[part]!)));
  return { x: all('x'), s: all('s') };
}

/** Carries samples of `start` to T = 1; what each came to, by its place in `start`. */
async function run(
  settings: Settings,
): Promise<{ end: SampleFlowEnd; ends: Map<number, HostState>; states: number; fields: number }> {
  const { together, solver, portion = 6, control = {}, of = engine } = settings;
  const order = settings.order ?? Array.from({ length: count }, (_, n) => n);
  const ends = new Map<number, HostState>();
  let [taken, states, fields] = [0, 0, 0];
  const counted = new Proxy(of, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name === 'field') fields++;
      if (name !== 'createState') return value.bind(target);
      return (batch: number) => {
        const state = target.createState(batch);
        states++;
        return Object.assign(state, {
          dispose: () => {
            states--;
          },
        });
      };
    },
  });
  const end = await flowSamples(counted, {
    ...flowOptions({ solver }),
    control: adaptiveSteps(control),
    together,
    next: async () => {
      const places = order.slice(taken, taken + portion);
      taken += places.length;
      if (places.length === 0) return undefined;
      const state: StateVector = of.createState(places.length);
      of.writeState(state, merged(places.map((place) => sample(start, place))));
      return state;
    },
    ended: async (samples, state) => {
      const host = await of.readState(state);
      for (const [n, number] of samples.entries()) {
        expect(ends.has(order[number]!)).toBe(false);
        ends.set(order[number]!, sample(host, n));
      }
    },
  });
  return { end, ends, states, fields };
}

test.for([tsit5, dopri5, lawson5, bosh3])('$name evaluates the field as often as it says', async (solver) => {
  const { end, fields } = await run({ together: 1, portion: 1, solver, order: [3, 8] });
  expect(fields).toBe(end.statistics.evaluations);
});

test.for([tsit5, dopri5, lawson5])('$name takes every sample along steps of its own', async (solver) => {
  const control = { firstStep: 1 };
  const { end, ends, states } = await run({ together: 4, solver, control });
  expect(end).toMatchObject({ code: 'reached-end', failed: [], t: 1 });
  expect([ends.size, states]).toEqual([count, 0]);
  const counts = { accepted: 0, rejected: 0, evaluations: 0 };
  for (let n = 0; n < count; n++) {
    const alone = await integrate(engine, sample(start, n), { solver, control: adaptiveSteps(control) });
    // The same steps, and sums in another order.
    expect(distance(ends.get(n)!, alone.state), `sample ${n}`).toBeLessThan(1e-9);
    for (const name of ['accepted', 'rejected'] as const) counts[name] += alone.statistics[name];
    const [first, each] = solver.firstSameAsLast ? [1, 6] : [0, 6];
    counts.evaluations += first + each * (alone.statistics.accepted + alone.statistics.rejected);
  }
  expect(end.statistics).toEqual(counts);
  expect(counts.rejected).toBeGreaterThan(0);
});

test('a sample comes to the same bits whatever goes with it, and when', async () => {
  for (const solver of [tsit5, lawson5]) {
    const { ends, end } = await run({ together: 4, solver });
    const backwards = Array.from({ length: count }, (_, n) => count - 1 - n);
    for (const other of [
      { together: 1, solver },
      { together: 40, solver, portion: 17 },
      { together: 9, solver, portion: 1, order: backwards },
    ]) {
      const again = await run(other);
      expect(again.ends.size).toBe(count);
      for (const [n, state] of again.ends) expect(state, `sample ${n}`).toEqual(ends.get(n));
      expect(again.end.statistics).toEqual(end.statistics);
    }
  }
});

test('samples that fail are named by their number', async () => {
  const order = [3, 0, 16, 1];
  const limited = await run({ together: 3, solver: tsit5, order, control: { maximumSteps: 3 } });
  expect(limited.end).toMatchObject({ code: 'step-limit' });
  expect(limited.end.failed.length).toBeGreaterThan(0);
  const short = await run({ together: 3, solver: tsit5, control: { firstStep: 1, minimumStep: 0.5 } });
  expect(short.end).toMatchObject({ code: 'step-underflow', t: 0 });
  const unkept = await run({ together: 3, solver: tsit5, control: { rtol: 0, atol: 1e-17, minimumStep: 0 } });
  expect(unkept.end).toMatchObject({ code: 'step-underflow' });
  expect([limited.states, short.states, unkept.states]).toEqual([0, 0, 0]);
  await expect(run({ together: 3, solver: tsit5, control: { rtol: 1e-17, atol: 1e-30 } })).rejects.toThrow(
    ToleranceError,
  );
});

test('a sample that grows beyond all numbers diverges alone', async () => {
  const growing = await randomEngine(hopfield(N, { activation: 'identity' }), 1);
  growing.writeParameter(
    'hopfield.weights',
    Float64Array.from({ length: N * N }, (_, k) => (k % (N + 1) ? 0 : 1e300)),
  );
  growing.writeParameter('hopfield.bias', new Float64Array(N));
  let asked = false;
  const end = await flowSamples(growing, {
    ...flowOptions(),
    control: adaptiveSteps({ minimumStep: 1e-3 }),
    together: 2,
    next: async () => {
      if (asked) return undefined;
      asked = true;
      const state = growing.createState(2);
      growing.writeState(state, { x: Float64Array.from({ length: 2 * N }, (_, k) => (k < N ? 0 : 1e10)) });
      return state;
    },
    ended: async () => undefined,
  });
  expect(end).toMatchObject({ code: 'diverged', failed: [1], t: 0 });
});

test('steps of samples need a pair of methods, an engine that can, and units that are left as they are', () => {
  expect(canStepSamples(engine, flowOptions())).toBe(true);
  expect(canStepSamples(engine, flowOptions({ renormalise: true }))).toBe(false);
  expect(canStepSamples(engine, flowOptions({ solver: rk4 }))).toBe(false);
  expect(canStepSamples(engine, flowOptions({ control: fixedSteps(2) }))).toBe(false);
  const without = (name: string) =>
    new Proxy(engine, { get: (on, key) => (key === name ? undefined : Reflect.get(on, key)) });
  expect(canStepSamples(without('combineSamples'), flowOptions())).toBe(false);
  const clocked = new Proxy(engine, {
    get: (on, key) => (key === 'createStepClock' ? () => undefined : Reflect.get(on, key)),
  });
  expect(canStepSamples(clocked, flowOptions())).toBe(false);
});
