import { ValueError } from '@hkmem/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeSphere, encodeSphereBatch, sphereStatistics } from './sphere-encoding.ts';

// Without the last pixel of each image: 0, 40, 20 and 0, 0, 60. Mean 20, largest 60 - 20 = 40.
const set = { images: Uint8Array.of(0, 40, 20, 255, 0, 0, 60, 255), count: 2, height: 2, width: 2 };
const statistics = { mean: 20, largest: 40 };
const root = Math.fround(Math.sqrt(0.75));

test('statistics leave out the last pixel of each image and span several sets', () => {
  expect(sphereStatistics(set)).toEqual(statistics);
  const bright = { images: Uint8Array.of(80, 0), count: 1, height: 1, width: 2 };
  // (120 + 80) / 7 pixels.
  expect(sphereStatistics([set, bright])).toEqual({ mean: 200 / 7, largest: 80 - 200 / 7 });
});

test('statistics of nothing, of single pixels, of a blank set are refused', () => {
  expect(() => sphereStatistics([])).toThrow(ValueError);
  expect(() => sphereStatistics({ images: Uint8Array.of(1), count: 1, height: 1, width: 1 })).toThrow(/pixels of an/);
  expect(() => sphereStatistics({ images: Uint8Array.of(3, 3), count: 1, height: 1, width: 2 })).toThrow(/all 3/);
});

test('an image is a reference neuron, its pixels but the last, and neurons at e_1', () => {
  const s = encodeSphere(set.images.subarray(0, 4), statistics, { neurons: 6, dimension: 3 });
  const expected = [
    [1, 0, 0],
    [-0.5, root, 0],
    [0.5, root, 0],
    [0, 1, 0],
    [1, 0, 0],
    [1, 0, 0],
  ];
  expect(s).toEqual(Float32Array.from(expected.flat()));
});

test('a batch holds what its images give one by one', () => {
  const size = { neurons: 5, dimension: 2 };
  const one = encodeSphere(set.images.subarray(0, 4), statistics, size);
  const two = encodeSphere(set.images.subarray(4, 8), statistics, size);
  const expected = Float32Array.of(...two, ...one);
  expect(encodeSphereBatch(set, Uint32Array.of(1, 0), statistics, size)).toEqual(expected);
});

test('images side by side each bring a reference neuron', () => {
  const lists = [Uint32Array.of(0), Uint32Array.of(1)];
  const s = encodeSphereBatch(set, lists, statistics, { neurons: 9, dimension: 2 });
  const one = encodeSphere(set.images.subarray(0, 4), statistics, { neurons: 4, dimension: 2 });
  const two = encodeSphere(set.images.subarray(4, 8), statistics, { neurons: 5, dimension: 2 });
  expect(s).toEqual(Float32Array.of(...one, ...two));
});

test('every neuron is a unit vector within float32 rounding, whatever the images', () => {
  // Pixels up to 127 and one of 255 keep the mean below half the largest pixel.
  const image = fc.uint8Array({ minLength: 8, maxLength: 8, max: 127 }).map((pixels) => {
    pixels[0] = 255;
    return pixels;
  });
  fc.assert(
    fc.property(image, fc.integer({ min: 2, max: 6 }), (images, dimension) => {
      const one = { images, count: 1, height: 2, width: 4 };
      const s = encodeSphere(images, sphereStatistics(one), { neurons: 10, dimension });
      for (let row = 0; row < s.length; row += dimension) {
        // Two components, each rounded to 24 bits.
        expect(Math.abs(Math.hypot(...s.subarray(row, row + dimension)) - 1)).toBeLessThan(2 ** -23);
      }
    }),
  );
});

describe('what has no place on the sphere is refused', () => {
  test('images brighter than half of their largest pixel in the mean', () => {
    const bright = { images: Uint8Array.of(255, 255, 255, 0, 0), count: 1, height: 1, width: 5 };
    const { mean, largest } = sphereStatistics(bright);
    expect(mean).toBeGreaterThan(largest);
    expect(() => encodeSphere(bright.images, { mean, largest }, { neurons: 5, dimension: 2 })).toThrow(
      /pixel 3 of value 0 on the sphere: got p = -3, allowed is -1 to 1/,
    );
  });

  test('a pixel above the largest of the statistics', () => {
    expect(() => encodeSphere(Uint8Array.of(61, 0), statistics, { neurons: 2, dimension: 2 })).toThrow(/value 61/);
  });

  test('too few neurons, a dimension below 2, statistics that are no numbers', () => {
    const pixels = set.images.subarray(0, 4);
    expect(() => encodeSphere(pixels, statistics, { neurons: 3, dimension: 2 })).toThrow(/got 3, .* 4 or more/);
    expect(() => encodeSphere(pixels, statistics, { neurons: 4, dimension: 1 })).toThrow(/got 1, .* 2 or more/);
    expect(() => encodeSphere(pixels, { mean: 0, largest: 0 }, { neurons: 4, dimension: 2 })).toThrow(/statistics/);
    expect(() => encodeSphere(pixels, { mean: NaN, largest: 1 }, { neurons: 4, dimension: 2 })).toThrow(/mean NaN/);
  });
});
