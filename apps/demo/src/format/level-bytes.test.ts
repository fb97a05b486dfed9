import { expect, test } from 'vitest';
import { fromLevels, packSymmetric, toLevels, unpackSymmetric } from './level-bytes.ts';

test('numbers become the nearest of 255 levels, the largest exactly', () => {
  const values = [-2.54, 1.27, 0, 0.009, 2.525];
  const { levels, scale } = toLevels(values);
  expect(scale).toBeCloseTo(0.02, 12);
  expect([...levels]).toEqual([-127, 64, 0, 0, 126]);
  fromLevels({ levels, scale }).forEach((value, n) => {
    // Half a level, and the rounding of float32.
    expect(Math.abs(value - values[n]!)).toBeLessThanOrEqual(scale / 2 + 1e-6);
  });
});

test('in a long array levels are as far apart as asked for, or farther for one that stands out', () => {
  const values = Float64Array.from({ length: 2000 }, (_, n) => (n % 2 === 0 ? 0.5 : -0.5));
  expect(toLevels(values, 0.1).scale).toBeCloseTo(0.05, 12);
  values[7] = 1270;
  expect(toLevels(values, 0.1).scale).toBeCloseTo(10, 12);
  expect([...toLevels(new Float32Array(3)).levels]).toEqual([0, 0, 0]);
});

test('a matrix comes back as its symmetric part', () => {
  const packed = packSymmetric([1, 2, 3, 4, 5, 6, 7, 8, 9], 3);
  expect([...packed]).toEqual([1, 3, 5, 5, 7, 9]);
  expect([...unpackSymmetric(packed, 3)]).toEqual([1, 3, 5, 3, 5, 7, 5, 7, 9]);
});
