import { selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { fixedPoint, recall } from '@hkmem/dynamics';
import { describe, expect, test } from 'vitest';
import { largestDifference, randomPatterns, realPatterns as real, turned } from '../../test/random-patterns.ts';
import { CapacityError, DuplicatePatternError } from '../errors.ts';
import { KernelMemory } from './kernel-memory.ts';
import { storeDense } from './store-dense.ts';

describe.each([3, 4])('two layers of degree %i', (degree) => {
  test('one pattern rests at gain times itself exactly', async () => {
    const { backend } = await selectBackend('cpu');
    const [pattern] = randomPatterns(1, 30, 1);
    const memory = storeDense([pattern!], { degree, gain: 2 });
    const engine = memory.engine(backend);
    const [state, field] = [engine.createState(1), engine.createState(1)];
    engine.writeState(state, memory.start(Float64Array.from(pattern!, (entry) => 2 * entry)));
    engine.field(state, field);
    expect((await engine.norms(field))[0]).toBeLessThan(1e-12);
    engine.dispose();
  });

  test.each(['cpu', 'wasm'])('restores more patterns than Hebb holds, on %s', async (name) => {
    const { backend } = await selectBackend(name);
    const patterns = randomPatterns(30, 48, 2);
    const memory = storeDense(patterns, { degree });
    const engine = memory.engine(backend);
    const cues = Float64Array.from(
      patterns.flatMap((pattern, k) => turned(pattern, 5, k)),
      (entry) => 2 * entry,
    );
    const tolerance = engine.precision === 'float64' ? 1e-7 : 1e-4;
    const { state, samples } = await fixedPoint(engine, memory.start(cues), { tolerance });
    expect(samples.map(({ code }) => code)).toEqual(Array(30).fill('at-rest'));
    expect(memory.match(state.x!).map(({ index, wrong }) => ({ index, wrong }))).toEqual(
      patterns.map((_, index) => ({ index, wrong: 0 })),
    );
    engine.dispose();
    await backend.dispose();
  });
});

describe('the other energies between two layers', () => {
  /** Energies of states with hidden units at rest, x [N] each. */
  async function energiesOf(memory: ReturnType<typeof storeDense>, states: readonly Float64Array[]): Promise<number[]> {
    const { backend } = await selectBackend('cpu');
    const engine = memory.engine(backend);
    const state = engine.createState(states.length);
    engine.writeState(state, memory.start(Float64Array.from(states.flatMap((x) => [...x]))));
    const { hopfield } = await engine.energies(state);
    engine.dispose();
    return [...hopfield!];
  }

  test('log-sum-exp: energy and update are those of KernelMemory', async () => {
    const patterns = real(6, 9, 21);
    const states = real(3, 9, 22);
    const options = { energy: 'log-sum-exp', inverseTemperature: 0.8 } as const;
    const layers = storeDense(patterns, { ...options, overload: true });
    const kernel = new KernelMemory(patterns, options);
    const energies = await energiesOf(layers, states);
    states.forEach((x, n) => {
      expect(energies[n]).toBeCloseTo(kernel.energy(x), 12);
      expect(largestDifference(layers.update(x), kernel.update(x))).toBeLessThan(1e-14);
    });
  });

  test('log-sum-relu: on the sphere the energy is that of KernelMemory, but for a constant', async () => {
    const unit = (x: Float64Array): Float64Array => x.map((entry) => (3 * entry) / Math.hypot(...x));
    const patterns = real(20, 9, 23).map(unit);
    const layers = storeDense(patterns, { energy: 'log-sum-relu' });
    // Distances between patterns of length 3 are three times those of the directions.
    const kernel = new KernelMemory(patterns, { energy: 'log-sum-relu' });
    expect(layers.inverseTemperature! / kernel.inverseTemperature).toBeCloseTo(9, 9);
    const states = patterns.slice(0, 4).map((p, k) => unit(p.map((entry, i) => entry + 0.05 * Math.sin(i + k))));
    const energies = await energiesOf(layers, states);
    states.forEach((x, n) => {
      // What 1e-5 under the root and in the logarithm make.
      expect(energies[n]! - energies[0]!).toBeCloseTo((kernel.energy(x) - kernel.energy(states[0]!)) / 9, 4);
    });
  });

  test('log-sum-relu: a cue within half the least distance comes back, one beyond all reach fades and is not recalled', async () => {
    const { backend } = await selectBackend('wasm');
    const patterns = randomPatterns(12, 64, 24);
    const memory = storeDense(patterns, { energy: 'log-sum-relu' });
    const engine = memory.engine(backend);
    // Half of the least distance is that of a quarter of the entries in which the nearest two differ.
    const least = Math.min(
      ...patterns.flatMap((p, k) => patterns.slice(0, k).map((q) => p.filter((sign, i) => sign !== q[i]).length)),
    );
    const cues = patterns.flatMap((pattern, k) => turned(pattern, Math.ceil(least / 4) - 1, k));
    const far = Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const { state } = await recall(engine, memory.start(Float64Array.from([...cues, ...far])), { until: 30 });
    const found = memory.match(state.x!);
    expect(found.slice(0, 12)).toMatchObject(patterns.map((_, index) => ({ index, wrong: 0, recalled: true })));
    expect(found[12]).toMatchObject({ recalled: false });
    engine.dispose();
    await backend.dispose();
  });

  test.each(['polynomial', 'log-sum-exp', 'log-sum-relu'] as const)(
    '%s: patterns are added and forgotten',
    (energy) => {
      const patterns = randomPatterns(6, 40, 25);
      const whole = storeDense(patterns, { energy });
      const grown = storeDense(patterns.slice(0, 5), { energy });
      grown.add(patterns[5]!);
      expect(grown.parameterValues).toEqual(whole.parameterValues);
      expect(grown.spec).toEqual(whole.spec);
      grown.forget(5);
      expect(grown.parameterValues).toEqual(storeDense(patterns.slice(0, 5), { energy }).parameterValues);
      expect(() => grown.add(patterns[0]!)).toThrow(DuplicatePatternError);
      expect(grown.lost()).toEqual([0, 0, 0, 0, 0]);
    },
  );

  test('what is not held is refused, with the number that is, and the memory stays as it was', () => {
    const many = randomPatterns(200, 16, 26);
    const call = (): unknown => storeDense(many);
    expect(call).toThrow(CapacityError);
    // 16^2 / (6 ln 16) = 15.4.
    expect(call).toThrow(/200 patterns.*of 64 that were tried.*about 15 random patterns.*overload: true/s);
    expect(
      storeDense(many, { overload: true })
        .lost()
        .some((share) => share > 0.05),
    ).toBe(true);
    const alike = real(3, 8, 27);
    expect(() => storeDense(alike, { energy: 'log-sum-exp', inverseTemperature: 1e-6 })).toThrow(
      /holds about 0 of these/,
    );
    const memory = storeDense([[1, 1, 1, 1, 1, 1, 1, 1]], { energy: 'log-sum-exp', inverseTemperature: 0.1 });
    expect(() => memory.add([1, 1, 1, 1, 1, 1, 1, -1])).toThrow(CapacityError);
    expect(memory.patterns).toHaveLength(1);
  });
});

test.each(['polynomial', 'log-sum-exp', 'log-sum-relu'] as const)('%s holds one pattern alone', async (energy) => {
  const { backend } = await selectBackend('cpu');
  const [pattern] = randomPatterns(1, 30, 28);
  const memory = storeDense([pattern!], { energy });
  const engine = memory.engine(backend);
  const cue = Float64Array.from(turned(pattern!, 3, 1), (sign) => memory.gain * sign);
  const { state } = await recall(engine, memory.start(cue), { until: 40 });
  expect(memory.match(state.x!)[0]).toMatchObject({ index: 0, wrong: 0, recalled: true });
  engine.dispose();
});
