import { cpuBackend, type Engine, RandomKey, type StateVector } from '@hkmem/backend';
import { floorOf } from '@hkmem/energy';
import { beforeAll, expect, test } from 'vitest';
import { coupledEngine } from '../../test/rest-systems.ts';
import { adaptiveSteps, fixedPoint, hopfield, integrate } from '../index.ts';
import { type HeldEngine, holdOscillators } from './held-oscillators.ts';

const batch = 3;
let engine: Engine;
let held: number[];
let holding: HeldEngine;
let N: number;
let D: number;
beforeAll(async () => {
  engine = await coupledEngine('none', 5);
  N = engine.spec.neurons;
  D = engine.spec.oscillators!.dimension;
  held = Array.from({ length: N }, (_, i) => (i % 3 === 0 ? 1 : 0));
  holding = holdOscillators(engine, held);
});

function isHeld(k: number): boolean {
  return held[Math.floor(k / D) % N] === 1;
}

function stateOf(seed: number, of: Engine = engine): StateVector {
  const state = of.createState(batch);
  const key = RandomKey.fromSeed(seed);
  of.writeState(state, { x: key.fold(1).normal(batch * N), s: key.fold(2).normal(batch * N * D) });
  of.normalise(state);
  return state;
}

test('held oscillators have no velocity; all else moves as it did', async () => {
  const state = stateOf(1);
  const [free, out] = [engine.createState(batch), engine.createState(batch)];
  engine.field(state, free);
  holding.engine.field(state, out);
  const [before, after] = [await engine.readState(free), await engine.readState(out)];
  expect(after.x).toEqual(before.x);
  after.s!.forEach((entry, k) => {
    // What is left of a held row is 1e-15 of it.
    expect(Math.abs(entry - (isHeld(k) ? 0 : before.s![k]!))).toBeLessThan(1e-13);
  });
});

test('they are put where a batch says, and flows and fixed points leave them there', async () => {
  const state = stateOf(2);
  const rows = Float64Array.from({ length: batch * N * D }, (_, k) => (isHeld(k) && k % D === 1 ? 1 : 0));
  const before = await engine.readState(state);
  holding.place(state, rows);
  const start = await engine.readState(state);
  expect(start.x).toEqual(before.x);
  start.s!.forEach((entry, k) => {
    expect(Math.abs(entry - (isHeld(k) ? rows[k]! : before.s![k]!))).toBeLessThan(1e-13);
  });
  const control = adaptiveSteps({ rtol: 1e-8, atol: 1e-10 });
  const flowed = await integrate(holding.engine, start, { control, until: 40, renormalise: true });
  const rest = await fixedPoint(holding.engine, start);
  expect(rest.samples.map(({ code }) => code)).toEqual(Array(batch).fill('at-rest'));
  for (const { s } of [flowed.state, rest.state]) {
    s!.forEach((entry, k) => {
      if (isHeld(k)) expect(Math.abs(entry - rows[k]!)).toBeLessThan(1e-9);
    });
  }
  const certificate = await floorOf(engine);
  if (certificate.kind !== 'floor') throw new Error(certificate.kind);
  for (const { energy } of rest.samples) expect(energy).toBeGreaterThan(certificate.floor);
});

test('the Jacobian is that of what is free', async () => {
  const state = stateOf(3);
  const [cotangent, direction, pulled] = [stateOf(4), stateOf(5), engine.createState(batch)];
  holding.release(direction);
  holding.engine.vjp(state, cotangent, pulled);
  const [c, v, p] = await Promise.all([cotangent, direction, pulled].map((each) => engine.readState(each)));
  p!.s!.forEach((entry, k) => {
    if (isHeld(k)) expect(Math.abs(entry)).toBeLessThan(1e-12);
  });
  const inner = (a: typeof c, b: typeof c): number =>
    (['x', 's'] as const).reduce((sum, part) => {
      return sum + Array.from(a![part]!, (entry, k) => entry * b![part]![k]!).reduce((x, y) => x + y, 0);
    }, 0);
  const epsilon = 1e-6;
  const moved = await Promise.all(
    [epsilon, -epsilon].map(async (step) => {
      const [at, out] = [engine.createState(batch), engine.createState(batch)];
      engine.combine(at, [
        [1, state],
        [step, direction],
      ]);
      holding.engine.field(at, out);
      return inner(await engine.readState(out), c);
    }),
  );
  // Central differences: about 1e-12 of curvature, and rounding of 1e-16 / 1e-6.
  expect(Math.abs((moved[0]! - moved[1]!) / (2 * epsilon) - inner(p, v))).toBeLessThan(1e-7);
});

test('what cannot be held is one clear error', async () => {
  const plain = (await cpuBackend.create({})).createEngine(hopfield(4, { activation: 'tanh' }));
  expect(() => holdOscillators(plain, [1, 0, 0, 0])).toThrow(/none for a system without oscillators/);
  expect(() => holdOscillators(engine, [1])).toThrow(
    `held oscillators: got 1 entries, expected [${N}]. Give one number per neuron`,
  );
  expect(() => holdOscillators(engine, Array(N).fill(0.5))).toThrow(/got 0.5, allowed is 1 for held/);
  expect(() => holding.place(stateOf(1), Float64Array.of(1))).toThrow(/Give one row per neuron/);
});
