import { describe, expect, test } from 'vitest';
import { seeded } from '../test/seeded.ts';
import { glyphs } from './glyphs.ts';
import type { ImageSet } from './image-set.ts';
import { encodeSphere, sphereStatistics } from './sphere-encoding.ts';

/** The share of `test` images whose nearest class mean of `train` is their own: what the simplest classifier learns. */
function nearestMeanAccuracy(train: ImageSet, test: ImageSet): number {
  const pixels = train.height * train.width;
  const means = Array.from({ length: train.classes }, () => new Float64Array(pixels));
  train.images.forEach((value, index) => {
    means[train.labels[Math.floor(index / pixels)]!]![index % pixels]! += (value * train.classes) / train.count;
  });
  let right = 0;
  test.labels.forEach((label, image) => {
    const distances = means.map((mean) =>
      mean.reduce((sum, value, pixel) => sum + (value - test.images[image * pixels + pixel]!) ** 2, 0),
    );
    if (distances.indexOf(Math.min(...distances)) === label) right++;
  });
  return right / test.count;
}

describe.each([8, 14, 28])('glyphs of %s pixels a side', (size) => {
  const { train, test: held } = glyphs({ count: 500, testCount: 300, random: seeded(1), size });

  test('have the sizes asked for and every digit equally often', () => {
    expect(train).toMatchObject({ name: 'glyphs', split: 'train', count: 500, height: size, width: size, classes: 10 });
    expect(held).toMatchObject({ split: 'test', count: 300 });
    expect(train.images).toHaveLength(500 * size * size);
    expect(train.labels.filter((label) => label === 7)).toHaveLength(50);
  });

  test('differ from one another and can be told apart', () => {
    const pixels = size * size;
    const images = Array.from({ length: 500 }, (_, image) =>
      train.images.subarray(image * pixels, (image + 1) * pixels).join(),
    );
    expect(new Set(images).size).toBe(500);
    // Chance is 0.1. Learnable, but not by heart: the jitter leaves the simplest classifier some errors.
    expect(nearestMeanAccuracy(train, held)).toBeGreaterThan(0.9);
  });

  test('have a place on the sphere', () => {
    const statistics = sphereStatistics([train, held]);
    const sphere = { neurons: size * size + 10, dimension: 3 };
    expect(encodeSphere(train.images.subarray(0, size * size), statistics, sphere)).toHaveLength(sphere.neurons * 3);
  });
});

test('follow from the state of the source alone', () => {
  const made = glyphs({ count: 20, random: seeded(9) });
  expect(glyphs({ count: 20, random: seeded(9) })).toEqual(made);
  expect(made.test.count).toBe(20);
  expect(made.test.images).not.toEqual(made.train.images);
});

test('of no count or too small a size are refused', () => {
  expect(() => glyphs({ count: 0, random: seeded(1) })).toThrow(/number of training glyphs: got 0/);
  expect(() => glyphs({ count: 1, random: seeded(1), size: 7 })).toThrow(/size of a glyph: got 7/);
});
