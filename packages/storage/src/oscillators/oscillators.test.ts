import { RandomKey, selectBackend, ValueError } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { fixedPoint } from '@hkmem/dynamics';
import { describe, expect, test } from 'vitest';
import { largestDifference, randomPatterns, turned } from '../../test/random-patterns.ts';
import { PatternError } from '../errors.ts';
import { rotationOverlap } from './oscillator-memory.ts';
import { storeDirections, storePhases } from './store-oscillators.ts';

const { backend } = await selectBackend('cpu');

/** Phases to s [N, 2]. */
function directionsOf(phases: readonly number[]): number[] {
  return phases.flatMap((phase) => [Math.cos(phase), Math.sin(phase)]);
}

test('one pattern of phases: every interaction is -(h / N) cos of the difference, and cues fall to it up to a rotation', async () => {
  const phases = [...RandomKey.fromSeed(1).uniform(12)].map((part) => 2 * Math.PI * part);
  const memory = storeDirections([directionsOf(phases)], { strength: 3 });
  const { sources, targets } = memory.spec.oscillators!.graph;
  const expected = Array.from(sources, (i, e) => (-3 / 12) * Math.cos(phases[i]! - phases[targets[e]!]!));
  expect(largestDifference(memory.parameterValues['kuramoto.A']!, expected)).toBeLessThan(1e-15);

  // One phase differs by 1, all are turned by 0.7: overlap within rotations sees the difference alone.
  const cue = directionsOf(phases.map((phase, i) => phase + 0.7 + (i === 5 ? 1 : 0)));
  const [seen] = memory.match(Float64Array.from(cue));
  const resultant = Math.hypot(11 + Math.cos(1), Math.sin(1)) / 12;
  expect(seen!.overlap).toBeGreaterThanOrEqual(resultant - 1e-12);
  expect(memory.match(Float64Array.from(directionsOf(phases.map((phase) => -phase + 2))))[0]!.overlap).toBeCloseTo(
    1,
    12,
  );
});

describe.each(['cpu', 'wasm'])('on %s', (name) => {
  test('phases come back from damaged signs, at a minimum but for the common rotation', async () => {
    const patterns = randomPatterns(4, 60, 2);
    const memory = storePhases(patterns);
    const { backend: other } = await selectBackend(name);
    const engine = memory.engine(other);
    const key = RandomKey.fromSeed(3);
    // A tenth of the oscillators in the opposite phase, and all of them off by some.
    const s = Float64Array.from(
      patterns.flatMap((pattern, k) => {
        const noise = key.fold(k).normal(60);
        return directionsOf(turned(pattern, 6, k).map((sign, i) => (sign > 0 ? 0 : Math.PI) + 0.3 * noise[i]!));
      }),
    );
    const { state, samples } = await fixedPoint(engine, { s });
    expect(samples.map(({ code }) => code)).toEqual(Array(4).fill('at-rest'));
    memory.match(state.s!).forEach(({ index, overlap, runnerUp }, k) => {
      expect(index).toBe(k);
      expect(overlap).toBeGreaterThan(1 - 1e-5);
      expect(runnerUp).toBeLessThan(0.6);
    });
    engine.dispose();
    await other.dispose();
  });
});

test('without a second harmonic two patterns mix at no cost; with it the mixture falls to one of them', async () => {
  const [p, q] = randomPatterns(2, 24, 4);
  // Oscillators on which the patterns agree at phase 0 or pi, the others turned by a quarter of that between p and q.
  const mixed = directionsOf(p!.map((sign, i) => (sign > 0 ? 0 : Math.PI) + (sign === q![i] ? 0 : 0.8)));
  const found: number[] = [];
  for (const harmonic of [0, 0.2]) {
    const memory = storePhases([p!, q!], { harmonic });
    const engine = memory.engine(backend);
    const { state, samples } = await fixedPoint(engine, { s: Float64Array.from(mixed) });
    expect(samples[0]!.code).toBe('at-rest');
    found.push(memory.match(state.s!)[0]!.overlap);
    engine.dispose();
  }
  // The overlap of the mixture with p: agreeing units and others, turned by 0.8 against each other.
  const agreeing = p!.filter((sign, i) => sign === q![i]).length / 24;
  const still = Math.hypot(agreeing + (1 - agreeing) * Math.cos(0.8), (1 - agreeing) * Math.sin(0.8));
  expect(found[0]).toBeCloseTo(still, 5);
  expect(found[1]).toBeCloseTo(1, 5);
});

test('directions of any dimension: a pattern whose directions weigh alike is a rest', async () => {
  // The corners of an icosahedron.
  const golden = (1 + Math.sqrt(5)) / 2;
  const axes = [0, 1, 2].flatMap((d) =>
    [1, -1].flatMap((a) => [golden, -golden].map((b) => [0, 1, 2].map((e) => [0, a, b][(e + d) % 3]!))),
  );
  const memory = storeDirections([axes.flat()], { dimension: 3, strength: 2 });
  expect(memory.match(Float64Array.from(axes.flat()))[0]!.overlap).toBeCloseTo(1, 12);
  const engine = memory.engine(backend);
  const noise = RandomKey.fromSeed(5).normal(36);
  const [state, field] = [engine.createState(1), engine.createState(1)];
  engine.writeState(state, { s: Float64Array.from(axes.flat()) });
  engine.field(state, field);
  expect((await engine.norms(field))[0]).toBeLessThan(1e-14);
  const cue = { s: Float64Array.from(axes.flat(), (entry, n) => entry + 0.3 * noise[n]!) };
  expect(memory.match(cue.s)[0]!.overlap).toBeLessThan(0.99);
  const rest = await fixedPoint(engine, cue);
  expect(memory.match(rest.state.s!)[0]!.overlap).toBeCloseTo(1, 5);
  engine.dispose();
});

test.each([
  [2, 40, 3],
  [3, 40, 3],
  [6, 60, 2],
])('D = %i: the chance of an overlap is how often random directions reach it', (D, N, count) => {
  const random = (seed: number): Float64Array => RandomKey.fromSeed(seed).normal(N * D);
  const memory = storeDirections(
    Array.from({ length: count }, (_, k) => random(900 + k)),
    { dimension: D },
  );
  const chances = Array.from({ length: 300 }, (_, n) => memory.match(random(n))[0]!.chance).sort((a, b) => a - b);
  // Evenly spread from 0 to 1, were it exact: of 300, 95 % have no distance above 0.079 (Kolmogorov); 0.12 for what is nearly normal.
  const off = chances.reduce((most, chance, n) => Math.max(most, Math.abs(chance - (n + 0.5) / 300)), 0);
  expect(off).toBeLessThan(0.12);
  expect(memory.match(memory.patterns[1]!)[0]).toMatchObject({ index: 1 });
  expect(memory.match(memory.patterns[1]!)[0]!.chance).toBeLessThan(1e-9);
});

test('an overlap is the same under rotations, and less for what differs', () => {
  const [a, b] = [RandomKey.fromSeed(6).normal(30), RandomKey.fromSeed(7).normal(30)];
  const unit = (v: Float64Array): Float64Array =>
    v.map((entry, n) => entry / Math.hypot(...v.subarray(3 * Math.floor(n / 3), 3 * Math.floor(n / 3) + 3)));
  const [p, s] = [unit(a), unit(b)];
  const cyclic = s.map((_, n) => s[n % 3 === 2 ? n - 2 : n + 1]!);
  expect(rotationOverlap(p, cyclic, 3)).toBeCloseTo(rotationOverlap(p, s, 3), 12);
  expect(rotationOverlap(p, s, 3)).toBeLessThan(0.9);
});

test.each([
  [() => storePhases([[1, 0.5]]), PatternError, /entry 1 is 0.5/],
  [() => storePhases([[1, -1]], { dimension: 1 }), ValueError, /dimension: got 1/],
  [() => storePhases([[1, -1]], { strength: 0 }), ValueError, /strength: got 0/],
  [() => storePhases([[1, -1]], { harmonic: -1 }), ValueError, /harmonic: got -1/],
  [() => storeDirections([[1, 0, 1]]), PatternError, /got 3 entries/],
  [() => storeDirections([[1, 0, 0, 0]]), PatternError, /oscillator 1 has no direction/],
])('bad patterns of oscillators are refused (%#)', (call, kind, text) => {
  expect(call).toThrow(kind);
  expect(call).toThrow(text);
});
