import { cpuBackend, type Engine, type HostState, RandomKey } from '@hkmem/backend';
import { lagrangianLaws } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import { distance, randomEngine } from '../../test/random-engine.ts';
import { coupledEngine } from '../../test/rest-systems.ts';
import { adaptiveSteps, fixedPoint, hopfield, integrate, isAtRest, withInput, writeParameters } from '../index.ts';
import { layerDescent } from './layer-descent.ts';
import { RestProblem } from './rest-problem.ts';

const key = RandomKey.fromSeed(3);
const layers = [20, 12, 5];
const N = 37;
const batch = 6;
const start: HostState = { x: key.fold('start').normal(batch * N) };
const input = key.fold('input').normal(batch * N);

async function layered(activation: 'tanh' | 'softmax' | 'clip', deviation: number): Promise<Engine> {
  const law = activation === 'clip' ? lagrangianLaws.clip : activation;
  // One softmax of all units would tie the layers.
  const each = layers.map((size) => ({ size, activation: law }));
  const engine = (await cpuBackend.create({})).createEngine(hopfield(N, { activation: law, layers: each }));
  writeParameters(engine, {
    'hopfield.layers.0': key
      .fold(0)
      .normal(240)
      .map((w) => deviation * w),
    'hopfield.layers.1': key
      .fold(1)
      .normal(60)
      .map((w) => deviation * w),
    'hopfield.bias': key.fold(2).normal(N),
  });
  return engine;
}

describe.each(['tanh', 'clip', 'softmax'] as const)('layers of %s units', (activation) => {
  test('never rise in a sweep, however strong the weights, and end at rest', async () => {
    // Weights this strong make steps of 1 of all units at once go round in circles.
    const engine = await layered(activation, 2);
    const problem = await RestProblem.of(engine);
    const samples = Array.from({ length: batch }, (_, b) => ({
      state: Float64Array.from(start.x!.subarray(b * N, (b + 1) * N)),
      input: input.subarray(b * N, (b + 1) * N),
    }));
    let before = (await problem.energies(samples)).map(({ total }) => total);
    for (let sweep = 0; sweep < 60; sweep++) {
      await layerDescent(problem, samples, { below: 1e-12, sweeps: 1 });
      const after = await problem.energies(samples);
      // Sums of some hundred products: 1e-13 of what was summed is rounding.
      after.forEach(({ total, scale }, b) => void expect(total).toBeLessThanOrEqual(before[b]! + 1e-13 * scale));
      before = after.map(({ total }) => total);
    }
    const fields = await problem.fields(samples);
    for (const field of fields) expect(Math.hypot(...field)).toBeLessThan(1e-9);
    problem.dispose();
  });

  test('rest where the flow rests, each at a minimum', async () => {
    const engine = await layered(activation, 0.3);
    const swept = await fixedPoint(engine, start, { input, sweeps: 200, newtonSteps: 0, rounds: 1, switchBelow: 1e-9 });
    expect(swept.samples.map(({ code, stability }) => `${code} ${stability}`)).toEqual(
      Array(batch).fill('at-rest minimum'),
    );
    const driven = withInput(engine, input, batch);
    const fine = { control: adaptiveSteps({ rtol: 1e-9, atol: 1e-12 }), until: 300 };
    const flowed = await integrate(driven, start, fine);
    // rtol 1e-9 is what the flow leaves, over the slowest rate.
    expect(distance(swept.state, flowed.state)).toBeLessThan(1e-6);
  });
});

test('sweeps find rest at a fraction of the fields of a flow', async () => {
  const engine = await layered('tanh', 0.3);
  const [swept, flowed] = [
    await fixedPoint(engine, start, { sweeps: 200, newtonSteps: 0, rounds: 1, switchBelow: 1e-9 }),
    await fixedPoint(engine, start, { newtonSteps: 0, rounds: 1, switchBelow: 1e-9 }),
  ];
  expect(swept.samples.every(isAtRest) && flowed.samples.every(isAtRest)).toBe(true);
  expect(distance(swept.state, flowed.state)).toBeLessThan(1e-6);
  expect(swept.cost.fields).toBeLessThan(flowed.cost.fields / 4);
});

test('other systems flow as they do without sweeps, and sweeps are whole numbers', async () => {
  const dense = await randomEngine(hopfield(5, { activation: 'tanh' }), 2);
  const tied = await randomEngine(hopfield(9, { activation: 'softmax', layers: [5, 4] }), 2);
  for (const engine of [dense, tied, await coupledEngine('none', 1)]) {
    const { neurons, oscillators } = engine.spec;
    const state = {
      x: key.fold('other').normal(2 * neurons),
      ...(oscillators && { s: key.fold('s').normal(2 * neurons * oscillators.dimension) }),
    };
    expect(await fixedPoint(engine, state, { sweeps: 50 })).toEqual(await fixedPoint(engine, state));
  }
  const engine = await layered('tanh', 0.3);
  await expect(fixedPoint(engine, start, { sweeps: 0.5 })).rejects.toThrow(/sweeps: got 0.5/);
});
