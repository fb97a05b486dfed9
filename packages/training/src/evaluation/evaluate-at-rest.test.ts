import { type Engine, RandomKey } from '@hkmem/backend';
import { damageByName, damageSet, type ImageSet } from '@hkmem/datasets';
import { fixedPoint, hopfield, integrate, NoFloorError, writeParameters } from '@hkmem/dynamics';
import { lagrangians } from '@hkmem/energy';
import { beforeAll, describe, expect, test } from 'vitest';
import { coupledSpec, engineOf, images, key, neurons, readout } from '../../test/glyph-memory.ts';
import type { BatchSource } from '../batches/batch.ts';
import { imageSource } from '../batches/image-source.ts';
import { evaluateAtRest } from './evaluate-at-rest.ts';
import { PixelTally } from './pixel-scores.ts';

const set: ImageSet = images.test;
const pixels = set.height * set.width;
const some = ['none', 'noise 0.3', 'left half'].map(damageByName);

/** Images as x = 4 (p - 1/2), so that a dark pixel starts below 0. */
function source(of: ImageSet): BatchSource {
  const plain = imageSource({ set: of, neurons, key });
  return {
    ...plain,
    *batches(batch) {
      for (const samples of plain.batches(batch)) {
        yield { ...samples, x: samples.x!.map((pixel, k) => (k % neurons < pixels ? 4 * (pixel - 0.5) : 0)) };
      }
    },
  };
}

/**
 * Sigmoid units that store the ten mean glyphs and their labels by the projection rule: with g = (1 + y) / 2 the memory
 * x = 4 A (g - 1/2) is that of y = tanh(2 A y / 2), whose rests are the patterns.
 */
async function glyphMemory(): Promise<{ readonly engine: Engine; readonly stored: ImageSet }> {
  const patterns = Array.from({ length: 10 }, (_, digit) => {
    const of = Array.from(images.train.labels.keys()).filter((n) => images.train.labels[n] === digit);
    return Float64Array.from({ length: neurons }, (_, i) => {
      if (i >= neurons - 10) return i - neurons + 10 === digit ? 1 : -1;
      if (i >= pixels) return (digit >> (i - pixels)) % 2 === 0 ? 1 : -1;
      return of.reduce((sum, n) => sum + images.train.images[n * pixels + i]!, 0) / of.length > 90 ? 1 : -1;
    });
  });
  const basis: Float64Array[] = [];
  for (const pattern of patterns) {
    const rest = Float64Array.from(pattern);
    for (const vector of [...basis, ...basis]) {
      const along = vector.reduce((sum, entry, i) => sum + entry * rest[i]!, 0);
      for (let i = 0; i < neurons; i++) rest[i]! -= along * vector[i]!;
    }
    const size = Math.hypot(...rest);
    basis.push(rest.map((entry) => entry / size));
  }
  const W = new Float64Array(neurons ** 2);
  for (const v of basis) {
    for (let i = 0; i < neurons; i++) for (let j = 0; j < neurons; j++) W[i * neurons + j]! += 16 * v[i]! * v[j]!;
  }
  const b = Float64Array.from({ length: neurons }, (_, i) => {
    return -W.subarray(i * neurons, (i + 1) * neurons).reduce((sum, w) => sum + w, 0) / 2;
  });
  const engine = await engineOf(hopfield(neurons, { activation: 'sigmoid' }));
  writeParameters(engine, { 'hopfield.weights': W, 'hopfield.bias': b });
  const shown = patterns.flatMap((pattern) => Array.from(pattern.subarray(0, pixels), (sign) => (sign > 0 ? 255 : 0)));
  const labels = Uint8Array.from(patterns, (_, digit) => digit);
  return { engine, stored: { ...set, count: 10, images: Uint8Array.from(shown), labels } };
}

describe('a memory of glyphs', () => {
  let engine: Engine;
  let stored: ImageSet;
  beforeAll(async () => {
    ({ engine, stored } = await glyphMemory());
  });

  test('is judged as by hand', async () => {
    const result = await evaluateAtRest({ engine, readout, set, source, key, damages: some, limit: 20, batch: 8 });
    expect(result.damages.map(({ damage }) => damage)).toEqual(['none', 'noise 0.3', 'left half']);
    expect(result.certificate.kind).toBe('floor');
    const damage = some[1]!;
    const random = key.fold(damage.name);
    const damaged = damageSet(set, damage, (index) => random.fold(index).stream(), 20);
    const [samples] = source(damaged).batches(20);
    const flowed = await integrate(engine, { x: samples!.x! }, { until: 1, renormalise: true });
    const rested = await fixedPoint(engine, { x: samples!.x! });
    const got = result.damages[1]!;
    const answers = (x: ArrayLike<number>): number[] =>
      Array.from({ length: 20 }, (_, n) => {
        const row = Array.from(x).slice((n + 1) * neurons - 10, (n + 1) * neurons);
        return row.indexOf(Math.max(...row));
      });
    const [first, last] = [answers(flowed.state.x!), answers(rested.state.x!)];
    const share = (of: number[]): number => of.filter((answer, n) => answer === set.labels[n]).length / 20;
    expect(got.moments.map(({ t }) => t)).toEqual([1, 2, 5]);
    expect(got.moments[0]!.accuracy).toBe(share(first));
    expect(got.rest.accuracy).toBe(share(last));
    expect(got.rest.classes.map(({ count }) => count).reduce((a, b) => a + b)).toBe(20);
    got.rest.classes.forEach(({ count, right }, digit) => {
      const shown = last.filter((_, n) => set.labels[n] === digit);
      expect([count, right]).toEqual([shown.length, shown.filter((answer) => answer === digit).length]);
    });
    expect(got.rest.changed).toBe(first.filter((answer, n) => answer !== last[n]).length / 20);
    expect(got.rest.atRest).toBe(1);
    expect(got.rest.atMinimum).toBe(1);
    expect(got.rest.worstNorm).toBeLessThan(result.tolerance);
    const energy = rested.samples.reduce((sum, sample) => sum + sample.energy, 0) / 20;
    expect(got.rest.energy).toBeCloseTo(energy, 6);
    const g = lagrangians.sigmoid.activity(Float64Array.from(rested.state.x!));
    let squares = 0;
    for (let n = 0; n < 20; n++) {
      for (let i = 0; i < pixels; i++) squares += (g[n * neurons + i]! - set.images[n * pixels + i]! / 255) ** 2;
    }
    expect(got.rest.pixels.rms).toBeCloseTo(Math.sqrt(squares / (20 * pixels)), 6);
    expect(result.damages[0]!.cue.rms).toBe(0);
    expect(result.damages[0]!.cue.correlation).toBeCloseTo(1, 12);
  });

  test('restores what it stores at rest, its energy below that on the way', async () => {
    const { damages } = await evaluateAtRest({ engine, readout, set: stored, source, key, damages: some.slice(0, 2) });
    for (const { moments, rest } of damages) {
      expect(rest).toMatchObject({ atRest: 1, atMinimum: 1 });
      for (const moment of moments) expect(rest.energy).toBeLessThan(moment.energy);
    }
    const [clean, noise] = [damages[0]!, damages[1]!];
    expect(clean.rest.accuracy).toBe(1);
    // Activities of a rest are near 0 and 1, and not at them.
    expect(clean.rest.pixels.rms).toBeLessThan(0.05);
    expect(noise.rest.accuracy).toBeGreaterThanOrEqual(0.8);
    expect(noise.rest.pixels.rms).toBeLessThan(noise.cue.rms);
    expect(noise.rest.pixels.correlation).toBeGreaterThan(noise.cue.correlation);
  });

  test('may be shown its cue all the time', async () => {
    const options = { engine, readout, set, source, key, damages: some.slice(1, 2), limit: 6, batch: 4 };
    const [start, both, input, weak] = [
      await evaluateAtRest(options),
      await evaluateAtRest({ ...options, cue: 'both' }),
      await evaluateAtRest({ ...options, cue: 'input' }),
      await evaluateAtRest({ ...options, cue: 'both', strength: 0.5 }),
    ];
    expect(both.damages[0]!.rest.atRest).toBe(1);
    expect(both.damages[0]!.rest.energy).not.toBeCloseTo(start.damages[0]!.rest.energy, 3);
    expect(weak.damages[0]!.rest.energy).toBeGreaterThan(both.damages[0]!.rest.energy + 0.1);
    expect(input.damages[0]!.moments[0]!.pixels.rms).not.toBeCloseTo(both.damages[0]!.moments[0]!.pixels.rms, 3);
  });

  test('tells progress and stops when asked to', async () => {
    const seen: number[][] = [];
    const stop = new AbortController();
    const running = evaluateAtRest({
      engine,
      readout,
      set,
      source,
      key,
      damages: some,
      limit: 10,
      batch: 5,
      signal: stop.signal,
      onProgress: (done, count) => {
        seen.push([done, count]);
        if (done === 15) stop.abort(new Error('enough'));
      },
    });
    await expect(running).rejects.toThrow('enough');
    expect(seen).toEqual([
      [5, 30],
      [10, 30],
      [15, 30],
    ]);
  });

  test('and settings that do not fit are refused by name, before anything flows', async () => {
    const options = { engine, readout, set, source, key, limit: 4 };
    let shown = 0;
    const watched = (of: ImageSet): BatchSource => {
      shown++;
      return source(of);
    };
    await expect(evaluateAtRest({ ...options, source: watched })).rejects.toThrow(/size of an occlusion: got 10/);
    expect(shown).toBe(0);
    await expect(evaluateAtRest({ ...options, times: [2, 1] })).rejects.toThrow(/times: got 1/);
    await expect(evaluateAtRest({ ...options, times: [] })).rejects.toThrow(/times: got none/);
    await expect(evaluateAtRest({ ...options, cue: 'all' as 'both' })).rejects.toThrow(
      /evaluateAtRest, cue: 'all' is not known/,
    );
    await expect(evaluateAtRest({ ...options, batch: 0 })).rejects.toThrow(/batch: got 0/);
    const large = { ...set, height: 10, width: 10 };
    await expect(evaluateAtRest({ ...options, set: large })).rejects.toThrow(
      /pixels of an image: got 100, .*at most 80/,
    );
  });
});

test('a memory without a floor is refused', async () => {
  const engine = await engineOf(coupledSpec);
  const options = { engine, readout, set, source, key, damages: some };
  await expect(evaluateAtRest(options)).rejects.toThrow(NoFloorError);
});

test('pixels are compared by root mean square and by the mean correlation of images', () => {
  const tally = new PixelTally();
  tally.add([0, 1, 0, 1], [0, 1, 0, 1]);
  tally.add([1, 0, 1, 0], [0, 1, 0, 1]);
  tally.add([0.5, 0.5, 0.5, 0.5], [0, 1, 0, 1]);
  expect(tally.scores.rms).toBeCloseTo(Math.sqrt((0 + 4 + 1) / 12), 12);
  expect(tally.scores.correlation).toBeCloseTo(0, 12);
  const random = RandomKey.fromSeed(1).uniform(16);
  const scaled = new PixelTally();
  scaled.add(
    random.map((value) => 0.2 + 0.5 * value),
    random,
  );
  expect(scaled.scores.correlation).toBeCloseTo(1, 12);
});
