import { cpuBackend, type Engine, type HostState, RandomKey, type StateVector } from '@hkmem/backend';
import { floorOf } from '@hkmem/energy';
import { lagrangian } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import { Float32Engine } from '../../test/clocked-engine.ts';
import { distance, randomEngine, randomStart } from '../../test/random-engine.ts';
import { coupledEngine, noisy, projectionMemory } from '../../test/rest-systems.ts';
import {
  adaptiveSteps,
  fixedPoint,
  hopfield,
  integrate,
  isAtRest,
  kuramoto,
  NoFloorError,
  withInput,
  writeParameters,
} from '../index.ts';

const fine = { control: adaptiveSteps({ rtol: 1e-9, atol: 1e-12 }), renormalise: true };

async function small(activation: 'relu' | 'tanh', W: readonly number[], b: readonly number[]): Promise<Engine> {
  const engine = (await cpuBackend.create({})).createEngine(hopfield(b.length, { activation }));
  writeParameters(engine, { 'hopfield.weights': W, 'hopfield.bias': b });
  return engine;
}

describe('a memory of patterns', () => {
  test('restores all of them, at minima, where a long flow ends too', async () => {
    const { engine, patterns } = await projectionMemory(60, 8, 3, 1);
    const start = { x: noisy(patterns, 0.15, 2) };
    const { state, samples, certificate } = await fixedPoint(engine, start);
    expect(samples.map(({ code, stability }) => `${code} ${stability}`)).toEqual(Array(8).fill('at-rest minimum'));
    expect(Math.max(...samples.map(({ norm }) => norm))).toBeLessThan(1e-9);
    expect(Array.from(state.x!, Math.sign)).toEqual(patterns.flatMap((pattern) => [...pattern]));
    const flowed = await integrate(engine, start, { ...fine, until: 60 });
    // The slowest departure dies out by exp(-0.9 t); rtol 1e-9 is what the flow leaves.
    expect(distance(state, flowed.state)).toBeLessThan(1e-7);
    if (certificate.kind !== 'floor') throw new Error(certificate.kind);
    for (const { energy } of samples) expect(energy).toBeGreaterThan(certificate.floor);
  });

  test('is restored by a law with parameters as by one with its numbers written', async () => {
    const { engine, patterns } = await projectionMemory(30, 4, 3, 7);
    const x = noisy(patterns, 0.15, 2);
    const written = await fixedPoint(engine, { x });
    const activation = lagrangian('b * logcosh(x)', { b: 'one' });
    const other = (await cpuBackend.create({})).createEngine(hopfield(30, { activation }));
    const weights = await engine.readParameter('hopfield.weights');
    writeParameters(other, { 'hopfield.weights': weights.map((entry) => entry / 2), 'hopfield.b': [2] });
    const { state, samples } = await fixedPoint(other, { x });
    expect(samples.map(({ code, stability }) => `${code} ${stability}`)).toEqual(Array(4).fill('at-rest minimum'));
    expect(distance(state, written.state)).toBeLessThan(1e-8);
  });

  test('gives each sample what it gets alone, whatever leaves the batch before it', async () => {
    const { engine, patterns } = await projectionMemory(40, 12, 1.5, 4);
    const x = noisy(patterns, 0.3, 5);
    const together = await fixedPoint(engine, { x });
    expect(together.samples.every(isAtRest)).toBe(true);
    for (const b of [0, 5, 11]) {
      const alone = await fixedPoint(engine, { x: x.slice(b * 40, (b + 1) * 40) });
      expect(distance(alone.state, { x: together.state.x!.slice(b * 40, (b + 1) * 40) })).toBeLessThan(1e-7);
    }
  });

  test('takes fewer evaluations than the flow alone', async () => {
    const { engine, patterns } = await projectionMemory(60, 8, 1.5, 1);
    const start = { x: noisy(patterns, 0.15, 2) };
    const sum = ({ fields, products, energies }: { fields: number; products: number; energies: number }): number =>
      fields + products + energies;
    const [newton, flow] = [await fixedPoint(engine, start), await fixedPoint(engine, start, { switchBelow: 1e-9 })];
    expect(sum(newton.cost)).toBeLessThan(sum(flow.cost) / 2);
  });

  test('works in float32, to what float32 can tell', async () => {
    const { engine, patterns } = await projectionMemory(40, 6, 3, 1);
    const single = new Float32Engine(engine.spec);
    single.writeParameter('hopfield.weights', await engine.readParameter('hopfield.weights'));
    const start = { x: noisy(patterns, 0.15, 2) };
    const [low, high] = [await fixedPoint(single, start, { tolerance: 1e-5 }), await fixedPoint(engine, start)];
    expect(low.samples.map(({ code, stability }) => `${code} ${stability}`)).toEqual(Array(6).fill('at-rest minimum'));
    expect(distance(low.state, high.state)).toBeLessThan(1e-4);
  });
});

describe('curvature', () => {
  test('tells a saddle, with the value 1 - the largest eigenvalue of W at x = 0', async () => {
    const engine = await small('tanh', [0, 3, 3, 0], [0, 0]);
    const { samples } = await fixedPoint(engine, { x: Float64Array.of(0, 0, 2, 2) });
    expect(samples[0]).toMatchObject({ code: 'at-rest', stability: 'saddle' });
    expect(samples[0]!.curvature!.value).toBeCloseTo(-2, 9);
    expect(samples[1]).toMatchObject({ code: 'at-rest', stability: 'minimum' });
    // x = 3 tanh x, and the smallest eigenvalue of I - W (1 - tanh^2) is 1 - 3 (1 - tanh^2).
    const x = 2.984704585;
    expect(samples[1]!.curvature!.value).toBeCloseTo(1 - 3 * (1 - Math.tanh(x) ** 2), 6);
  });

  test('of oscillators that no force holds is 0, and that of a synchronised ring is known', async () => {
    const ring = { neurons: 6, sources: Int32Array.of(0, 1, 2, 3, 4, 5), targets: Int32Array.of(1, 2, 3, 4, 5, 0) };
    const spec = kuramoto(6, { dimension: 2, graph: ring, interaction: 'linear' });
    const engine = await randomEngine(spec, 1);
    const start = { s: Float64Array.from({ length: 12 }, (_, k) => (k % 2 === 0 ? 1 : 0.3 * Math.cos(k))) };
    engine.writeParameter('kuramoto.A', new Float64Array(6));
    expect((await fixedPoint(engine, start)).samples[0]).toMatchObject({ code: 'at-rest', stability: 'flat' });
    engine.writeParameter('kuramoto.A', new Float64Array(6).fill(-1));
    const [sample] = (await fixedPoint(engine, start)).samples;
    expect(sample).toMatchObject({ code: 'at-rest', stability: 'minimum' });
    // The graph Laplacian of a ring of 6, without the rotation: 2 - 2 cos(2 pi / 6).
    expect(sample!.curvature!.value).toBeCloseTo(1, 6);
  });
});

describe('oscillators', () => {
  test('under a global omega rest in a turning frame, and say so', async () => {
    const engine = await coupledEngine('global', 3);
    const start = randomStart(engine.spec, 3, 3);
    const omega = await engine.readParameter('kuramoto.omega');
    const { samples, state } = await fixedPoint(engine, start);
    expect(samples.map(({ code }) => code)).toEqual(['rotating', 'rotating', 'rotating']);
    expect(await engine.readParameter('kuramoto.omega')).toEqual(omega);
    const flowed = await integrate(engine, state, { ...fine, until: 3 });
    expect(distance({ x: flowed.state.x! }, { x: state.x! })).toBeLessThan(1e-6);
    expect(distance({ s: flowed.state.s! }, { s: state.s! })).toBeGreaterThan(0.1);
    engine.writeParameter('kuramoto.omega', new Float64Array(9));
    const still = await fixedPoint(engine, start);
    expect(still.samples.every(({ code }) => code === 'at-rest')).toBe(true);
    expect(distance(still.state, state)).toBeLessThan(1e-12);
  });

  test('with a local omega are refused, since their energy may rise', async () => {
    const engine = await coupledEngine('local', 3);
    await expect(fixedPoint(engine, randomStart(engine.spec, 1, 3))).rejects.toThrow(/energy may rise.*local omega/);
  });
});

describe('relu units', () => {
  test('without a floor are refused before anything is computed, with direction and way out', async () => {
    const engine = await small('relu', [0, 5, 5, 0], [1, 1]);
    let fields = 0;
    engine.field = (_state: StateVector, _out: StateVector): void => void fields++;
    const refused = fixedPoint(engine, { x: Float64Array.of(1, 1) });
    await expect(refused).rejects.toThrow(NoFloorError);
    await expect(refused).rejects.toThrow(/no floor: it falls as -2 t\^2.*Take an activity with bounds.*end time/);
    await expect(refused).rejects.toMatchObject({ certificate: { kind: 'direction', rate: 2 } });
    expect(fields).toBe(0);
  });

  test('that are silent come to W g + b', async () => {
    const engine = await small('relu', [0.5, -2, -2, 0.5], [1, -0.25]);
    const { samples, state } = await fixedPoint(engine, { x: Float64Array.of(0.3, 0.1) });
    expect(samples[0]).toMatchObject({ code: 'at-rest', stability: 'minimum' });
    // The first alone is active: x_1 = 1 / (1 - 0.5); the second hears -2 times that, and its bias.
    expect(distance(state, { x: Float64Array.of(2, -4.25) })).toBeLessThan(1e-9);
    expect(samples[0]!.curvature!.value).toBeCloseTo(0.5, 9);
  });

  test('whose flow diverges are marked, and take nobody with them', async () => {
    const engine = await small('relu', [0, 5, 5, 0], [-1, -1]);
    const known = await floorOf(engine);
    const { samples } = await fixedPoint(
      engine,
      { x: Float64Array.of(3, 3, -1, -1) },
      { certificate: { kind: 'unknown', why: 'test', descends: true, text: known.text } },
    );
    expect(samples[0]).toMatchObject({ code: 'diverged' });
    expect(samples[1]).toMatchObject({ code: 'at-rest', norm: 0 });
  });
});

describe('a constant input', () => {
  test('is a bias of each sample', async () => {
    const { engine, patterns } = await projectionMemory(30, 4, 1.2, 1);
    const input = Float64Array.from(patterns.flatMap((pattern) => [...pattern].map((sign) => 0.4 * sign)));
    const { state, samples } = await fixedPoint(engine, { x: new Float64Array(120) }, { input });
    expect(samples.every(({ code }) => code === 'at-rest')).toBe(true);
    const biased = await small('tanh', [...(await engine.readParameter('hopfield.weights'))], [...input.slice(30, 60)]);
    const alone = await fixedPoint(biased, { x: new Float64Array(30) });
    expect(distance(alone.state, { x: state.x!.slice(30, 60) })).toBeLessThan(1e-8);
    expect(samples[1]!.energy).toBeCloseTo(alone.samples[0]!.energy, 9);
    const driven = withInput(engine, input, 4);
    const flowed = await integrate(driven, { x: new Float64Array(120) }, { ...fine, until: 80 });
    expect(distance(flowed.state, state)).toBeLessThan(1e-6);
  });

  test('of another size is refused', async () => {
    const engine = await small('tanh', [0, 1, 1, 0], [0, 0]);
    const start = { x: new Float64Array(4) };
    await expect(fixedPoint(engine, start, { input: new Float64Array(2) })).rejects.toThrow(
      /input: got 2 entries, expected \[2, 2\]/,
    );
    await expect(fixedPoint(engine, start, { input: Float64Array.of(0, NaN, 0, 0) })).rejects.toThrow(/input: entry 1/);
  });
});

test('bad starts and settings are refused by name', async () => {
  const engine = await coupledEngine('none', 1);
  const start: HostState = randomStart(engine.spec, 2, 1);
  await expect(fixedPoint(engine, { x: start.x! })).rejects.toThrow(/s: got 0 entries, expected 72/);
  await expect(fixedPoint(engine, start, { tolerance: 0 })).rejects.toThrow(/tolerance: got 0/);
  await expect(fixedPoint(engine, start, { rounds: 0.5 })).rejects.toThrow(/rounds: got 0.5/);
  const bad = { ...start, x: RandomKey.fromSeed(1).normal(24).fill(Infinity, 3, 4) };
  await expect(fixedPoint(engine, bad)).rejects.toThrow(/x: entry 3 is Infinity/);
});
