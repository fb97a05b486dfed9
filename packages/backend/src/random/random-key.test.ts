import { expect, test } from 'vitest';
import { ValueError } from '../errors.ts';
import { RandomKey } from './random-key.ts';
import { threefry2x32 } from './threefry.ts';

test('threefry-2x32 with 20 rounds gives the known answers of its authors', () => {
  // Known-answer vectors of the Random123 distribution (kat_vectors, threefry2x32, 20 rounds).
  expect(threefry2x32(0, 0, 0, 0)).toEqual([0x6b200159, 0x99ba4efe]);
  expect(threefry2x32(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff)).toEqual([0x1cb996fc, 0xbb002be7]);
  expect(threefry2x32(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3)).toEqual([0xc4923a9c, 0x483df7a0]);
});

test('the same seed gives the same bits, other keys give others', () => {
  const key = RandomKey.fromSeed(42);
  expect(key.bits(5)).toEqual(RandomKey.fromSeed(42).bits(5));
  const streams = [key, key.fold(0), key.fold(1), key.fold('a'), key.fold('b'), key.fold('ab'), RandomKey.fromSeed(43)];
  const firsts = new Set([...streams, ...key.fold('x').split(3)].map((stream) => stream.bits(1)[0]));
  expect(firsts.size).toBe(10);
  const stream = key.stream();
  expect(stream.uniform(3)).not.toEqual(stream.uniform(3));
});

test('uniforms and normals have the moments of their distributions', () => {
  const count = 100_000;
  const moments = (values: Float64Array): [number, number] => {
    const mean = values.reduce((a, b) => a + b, 0) / count;
    return [mean, values.reduce((a, b) => a + (b - mean) ** 2, 0) / count];
  };
  // Five standard errors of the mean and of the variance at this count.
  const [uniformMean, uniformVariance] = moments(RandomKey.fromSeed(1).uniform(count));
  expect(Math.abs(uniformMean - 0.5)).toBeLessThan((5 * Math.sqrt(1 / 12)) / Math.sqrt(count));
  expect(Math.abs(uniformVariance - 1 / 12)).toBeLessThan((5 * Math.sqrt(1 / 180)) / Math.sqrt(count));
  const [normalMean, normalVariance] = moments(RandomKey.fromSeed(1).normal(count));
  expect(Math.abs(normalMean)).toBeLessThan(5 / Math.sqrt(count));
  expect(Math.abs(normalVariance - 1)).toBeLessThan((5 * Math.SQRT2) / Math.sqrt(count));
});

test('a permutation holds every index once, and seeds out of range are refused', () => {
  const order = RandomKey.fromSeed(3).permutation(1000);
  expect(order).not.toEqual(Uint32Array.from({ length: 1000 }, (_, i) => i));
  expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(() => RandomKey.fromSeed(-1)).toThrow(/seed: got -1, allowed is a whole number/);
  expect(() => RandomKey.fromSeed(0.5)).toThrow(/seed/);
});

test('draws of a number that is none are refused, and so are parts that are no whole number', () => {
  const key = RandomKey.fromSeed(1);
  for (const count of [Number.NaN, -1, 1.5]) {
    for (const draw of ['bits', 'uniform', 'normal', 'permutation'] as const) {
      expect(() => key[draw](count), `${draw} ${count}`).toThrow(ValueError);
    }
  }
  for (const part of [Number.NaN, 0.5, Number.POSITIVE_INFINITY]) expect(() => key.fold(part)).toThrow(/part of a key/);
  expect(key.normal(0)).toHaveLength(0);
});
