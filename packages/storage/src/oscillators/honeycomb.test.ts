import { RandomKey, ShapeError, selectBackend, ValueError } from '@hkmem/backend';
import { fixedPoint } from '@hkmem/dynamics';
import { describe, expect, test } from 'vitest';
import { honeycombCount } from '../capacity/honeycomb-count.ts';
import { CapacityError } from '../errors.ts';
import { Honeycomb } from './honeycomb.ts';
import { phaseLockedStates } from './phase-locked.ts';

const { backend } = await selectBackend('cpu');

test.each([
  [1, 4, 1],
  [1, 5, 3],
  [1, 9, 5],
  [2, 5, 9],
  [2, 8, 9],
  [3, 6, 27],
  [2, 9, 25],
])('%i cycles of %i: every one of %i turns is a rest that departures die out at', async (cells, size, count) => {
  const memory = new Honeycomb({ cells, size });
  const all = memory.memories();
  expect([memory.holds, all.length]).toEqual([count, count]);
  expect(new Set(all.map(String)).size).toBe(count);
  const engine = memory.engine(backend);
  const s = Float64Array.from(all.flatMap((turns) => [...memory.state(turns)]));
  const N = memory.spec.neurons;
  const [state, field] = [engine.createState(count), engine.createState(count)];
  engine.writeState(state, { s });
  engine.field(state, field);
  expect(Math.max(...(await engine.norms(field)))).toBeLessThan(1e-14);
  expect(memory.turns(s)).toEqual(all);

  // Phases off by up to 0.15: back to the same turns and steps.
  const noise = RandomKey.fromSeed(1).uniform(count * N);
  const cue = Array.from({ length: count * N }, (_, n) => {
    const phase = Math.atan2(s[2 * n + 1]!, s[2 * n]!) + 0.3 * (noise[n]! - 0.5);
    return [Math.cos(phase), Math.sin(phase)];
  });
  const back = await fixedPoint(engine, { s: Float64Array.from(cue.flat()) });
  expect(back.samples.every(({ code }) => code === 'at-rest')).toBe(true);
  expect(memory.turns(back.state.s!)).toEqual(all);
  engine.dispose();
});

describe('phase-locked states of one cycle', () => {
  test.each([3, 4, 5, 6, 7, 8, 9, 12, 13])('of %i: as many are stable as the formula says', (size) => {
    const stable = phaseLockedStates(size).filter((each) => each.stable);
    expect(stable.reduce((sum, each) => sum + each.states, 0)).toBe(2 * Math.ceil(size / 4) - 1);
  });

  test.each([5, 8])('of %i: all are at rest, and departures die out at the stable ones alone', async (size) => {
    const memory = new Honeycomb({ cells: 1, size });
    const engine = memory.engine(backend);
    const all = phaseLockedStates(size);
    const phases = all.map(({ reversed, step }) => {
      let phase = 0;
      return Array.from({ length: size }, (_, k) => (phase += k < reversed ? Math.PI - step : step));
    });
    const [state, field] = [engine.createState(all.length), engine.createState(all.length)];
    const s = Float64Array.from(phases.flat().flatMap((phase) => [Math.cos(phase), Math.sin(phase)]));
    engine.writeState(state, { s });
    engine.field(state, field);
    expect(Math.max(...(await engine.norms(field)))).toBeLessThan(1e-14);
    const noise = RandomKey.fromSeed(3).normal(phases.flat().length);
    const off = phases
      .flat()
      .flatMap((phase, n) => [Math.cos(phase + 0.01 * noise[n]!), Math.sin(phase + 0.01 * noise[n]!)]);
    const back = await fixedPoint(engine, { s: Float64Array.from(off) });
    const gaps = (of: ArrayLike<number>, b: number): number[] =>
      Array.from({ length: size }, (_, k) => {
        const at = (n: number): number => 2 * (b * size + (n % size));
        return of[at(k)]! * of[at(k + 1)]! + of[at(k) + 1]! * of[at(k + 1) + 1]!;
      });
    all.forEach(({ stable }, b) => {
      const moved = gaps(back.state.s!, b).reduce((most, gap, k) => Math.max(most, Math.abs(gap - gaps(s, b)[k]!)), 0);
      expect(moved < 1e-4).toBe(stable);
    });
    engine.dispose();
  });
});

test('the count finds what is known, and nothing spurious', async () => {
  expect(await honeycombCount(backend, { cells: 2, size: 5, seed: 1, tried: 20 })).toMatchObject({
    oscillators: 9,
    known: 9,
    counted: 9,
    departed: 9,
    back: 9,
    ended: 20,
    spurious: 0,
  });
  const trial = { cells: 1, size: 4, seed: 1, tried: 0 };
  await expect(honeycombCount(backend, trial)).rejects.toThrow(ValueError);
});

test('flows from random phases end at nothing but these memories', async () => {
  const memory = new Honeycomb({ cells: 2, size: 5 });
  const engine = memory.engine(backend);
  const N = memory.spec.neurons;
  const tries = 100;
  const phases = RandomKey.fromSeed(2).uniform(tries * N);
  const s = Float64Array.from({ length: 2 * tries * N }, (_, n) => {
    const phase = 2 * Math.PI * phases[n >> 1]!;
    return n % 2 === 0 ? Math.cos(phase) : Math.sin(phase);
  });
  const { state, samples } = await fixedPoint(engine, { s });
  expect(samples.every(({ code, stability }) => code === 'at-rest' && stability !== 'saddle')).toBe(true);
  const met = memory.turns(state.s!);
  const known = new Set(memory.memories().map(String));
  expect(met.filter((turns) => !known.has(String(turns)))).toEqual([]);
  expect(new Set(met.map(String)).size).toBeGreaterThan(4);
  // Every step of a cycle is the same: the memory itself, not another state with its turns.
  met.forEach((turns, b) => {
    memory.cycles.forEach((cycle, c) => {
      cycle.forEach((i, k) => {
        const j = cycle[(k + 1) % cycle.length]!;
        const at = (n: number): number => state.s![2 * (b * N + n)]!;
        const up = (n: number): number => state.s![2 * (b * N + n) + 1]!;
        const cosine = at(i) * at(j) + up(i) * up(j);
        expect(cosine).toBeCloseTo(Math.cos((2 * Math.PI * turns[c]!) / 5), 5);
      });
    });
  });
  engine.dispose();
});

test('what a honeycomb cannot hold is refused', () => {
  expect(() => new Honeycomb({ cells: 0, size: 5 })).toThrow(ValueError);
  expect(() => new Honeycomb({ cells: 1, size: 2 })).toThrow(/size: got 2/);
  const memory = new Honeycomb({ cells: 2, size: 8 });
  expect(() => memory.state([1])).toThrow(ShapeError);
  expect(() => memory.state([0.5, 0])).toThrow(/whole number/);
  expect(() => memory.state([2, 0])).toThrow(CapacityError);
  expect(() => memory.state([2, 0])).toThrow(/holds -1 to 1: 9 memories/);
  expect(() => memory.turns(new Float64Array(3))).toThrow(ShapeError);
});
