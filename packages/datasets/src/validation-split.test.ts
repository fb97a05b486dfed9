import { expect, test } from 'vitest';
import { seeded } from '../test/seeded.ts';
import { glyphs } from './glyphs.ts';
import { validationSplit } from './validation-split.ts';

const dataset = glyphs({ count: 50, testCount: 10, random: seeded(1) });

test('the last training images judge, the others train, and no test image is there', () => {
  const { train, test: judged } = validationSplit(dataset, 12);
  const pixels = train.height * train.width;
  expect([train.count, judged.count, judged.split]).toEqual([38, 12, 'test']);
  expect([...train.labels, ...judged.labels]).toEqual([...dataset.train.labels]);
  expect(train.images).toEqual(dataset.train.images.subarray(0, 38 * pixels));
  expect(judged.images).toEqual(dataset.train.images.subarray(38 * pixels));
});

test('a split that leaves nothing on a side is refused', () => {
  expect(() => validationSplit(dataset, 50)).toThrow(/images to judge by: got 50/);
  expect(() => validationSplit(dataset, 0)).toThrow(/images to judge by: got 0/);
});
