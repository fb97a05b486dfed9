import { type Backend, cpuBackend, type Engine, type HostState, RandomKey } from '@hkmem/backend';
import { type FlowOptions, fixedSteps, integrate } from '@hkmem/dynamics';
import { Honeycomb, store, storeDense, storeDirections, storeInContexts, storePhases } from '@hkmem/storage';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { absenceOf, candidates } from './backends.ts';

const N = 24;
const key = RandomKey.fromSeed(3);
const patterns = Array.from({ length: 3 }, (_, k) =>
  Array.from(key.fold('patterns').fold(k).bits(N), (word) => (word & 1 ? 1 : -1)),
);
const real = Array.from({ length: 3 }, (_, k) => key.fold('real').fold(k).normal(N));
/** Two signs of each turned over. */
const cues = Float64Array.from(
  patterns.flatMap((pattern, k) => pattern.map((sign, i) => (i % 12 === k ? -sign : sign))),
);
/** Phases 0 and pi for signs, off by up to 0.5. */
const directions = Float64Array.from(
  patterns.flat().flatMap((sign, i) => [sign * Math.cos(0.5 * Math.sin(i)), sign * Math.sin(0.5 * Math.sin(i))]),
);

/** A memory, where it starts, and what of its end says that all came back. */
interface Case {
  readonly memory: { engine(backend: Backend): Engine };
  readonly start: HostState;
  readonly until?: number;
  readonly found: (state: HostState) => unknown;
  readonly expected: unknown;
}

const all = [0, 1, 2].map((index) => ({ index, recalled: true }));

function threshold(rule: 'hebb' | 'projection' | 'storkey' | 'perceptron'): Case {
  const memory = store(patterns, { rule });
  return { memory, start: { x: cues }, found: ({ x }) => memory.match(x!), expected: all };
}

function dense(energy: 'polynomial' | 'log-sum-exp' | 'log-sum-relu'): Case {
  const memory = storeDense(patterns, energy === 'polynomial' ? { energy } : { energy, inverseTemperature: 1.5 });
  const x = energy === 'polynomial' ? cues.map((sign) => 3 * sign) : cues;
  return { memory, start: memory.start(x), found: ({ x: end }) => memory.match(end!), expected: all };
}

function contexts(): Case {
  const memory = storeInContexts(patterns.slice(0, 2), [patterns[2]!]);
  const found = ({ x }: HostState): unknown => memory.match(x!, 0);
  return { memory, start: memory.start(cues.subarray(0, 2 * N), 0), found, expected: all.slice(0, 2) };
}

function phases(): Case {
  const memory = storePhases(patterns);
  const found = ({ s }: HostState): unknown => memory.match(s!).map(({ index, overlap }) => [index, overlap > 0.99]);
  return { memory, start: { s: directions }, found, until: 20, expected: [0, 1, 2].map((index) => [index, true]) };
}

function threeDirections(): Case {
  const [pattern] = [key.fold('directions').normal(3 * N)];
  const memory = storeDirections([pattern], { dimension: 3, strength: 3 });
  const s = Float64Array.from(memory.patterns[0]!, (entry, n) => entry + 0.3 * Math.sin(n));
  return { memory, start: { s }, found: ({ s: end }) => memory.match(end!)[0]!.overlap > 0.9, expected: true };
}

function honeycomb(): Case {
  const memory = new Honeycomb({ cells: 2, size: 5 });
  const turns = [
    [1, -1],
    [0, 1],
  ];
  const s = Float64Array.from(
    turns.flatMap((each) => [...memory.state(each)]),
    (entry, n) => entry + 0.1 * Math.sin(n),
  );
  return { memory, start: { s }, found: (state) => memory.turns(state.s!), expected: turns };
}

function realValued(): Case {
  const memory = store(real, { rule: 'projection' });
  const held = Float64Array.from(real.flatMap((pattern) => [...pattern]));
  return { memory, start: { x: held }, until: 2, found: ({ x }) => memory.match(x!), expected: all };
}

const cases: Readonly<Record<string, () => Case>> = {
  hebb: () => threshold('hebb'),
  projection: () => threshold('projection'),
  storkey: () => threshold('storkey'),
  perceptron: () => threshold('perceptron'),
  'real-valued patterns': realValued,
  'polynomial of degree 3': () => dense('polynomial'),
  'log-sum-exp': () => dense('log-sum-exp'),
  'log-sum-relu': () => dense('log-sum-relu'),
  contexts,
  phases,
  'directions of three dimensions': threeDirections,
  honeycomb,
};

for (const candidate of candidates) {
  const absence = await absenceOf(candidate);
  describeOn(absence === undefined ? candidate.title : candidate.device, absence, () => {
    describe('what was stored comes back', () => {
      let backend: Backend;
      let reference: Backend;
      beforeAll(async () => {
        backend = await candidate.create();
        reference = await cpuBackend.create({});
      });
      afterAll(() => backend.dispose());

      test.each(Object.keys(cases))('%s, as on the reference', { timeout: 120_000 }, async (name) => {
        const { memory, start, until = 8, found, expected } = cases[name]!();
        const options: Partial<FlowOptions> = { until, control: fixedSteps(until / 0.25) };
        const engine = memory.engine(backend);
        const exact = memory.engine(reference);
        const { state } = await integrate(engine, start, options);
        const { state: known } = await integrate(exact, start, options);
        expect(found(state)).toMatchObject(expected as object);
        for (const part of ['x', 's'] as const) {
          const worst = Array.from(state[part] ?? []).reduce(
            (most, entry, n) => Math.max(most, Math.abs(entry - known[part]![n]!)),
            0,
          );
          expect(worst, part).toBeLessThan(1e-3);
        }
        engine.dispose();
        exact.dispose();
      });

      test('one step of log-sum-exp is attention', { timeout: 120_000 }, async () => {
        const beta = 1 / Math.sqrt(N);
        const memory = storeDense(real, { energy: 'log-sum-exp', inverseTemperature: beta, overload: true });
        const queries = [0, 1].map((n) => key.fold('queries').fold(n).normal(N));
        const engine = memory.engine(backend);
        const [state, field] = [engine.createState(2), engine.createState(2)];
        engine.writeState(state, memory.start(Float64Array.from(queries.flatMap((query) => [...query]))));
        engine.field(state, field);
        const [at, change] = [await engine.readState(state), await engine.readState(field)];
        queries.forEach((query, b) => {
          const scores = real.map((pattern) =>
            Math.exp(beta * pattern.reduce((sum, entry, i) => sum + entry * query[i]!, 0)),
          );
          const total = scores.reduce((sum, score) => sum + score, 0);
          query.forEach((_, i) => {
            const attention = real.reduce((sum, value, k) => sum + (scores[k]! / total) * value[i]!, 0);
            const n = b * (N + real.length) + i;
            const within = engine.precision === 'float64' ? 1e-14 : 2e-6;
            expect(Math.abs(at.x![n]! + change.x![n]! - attention)).toBeLessThan(within);
          });
        });
        engine.dispose();
      });
    });
  });
}
