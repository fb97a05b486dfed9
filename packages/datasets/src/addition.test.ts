import { expect, test } from 'vitest';
import { seeded } from '../test/seeded.ts';
import { pairForAddition } from './addition.ts';
import { glyphs } from './glyphs.ts';

const { train } = glyphs({ count: 1000, random: seeded(1), testCount: 1 });

test('each image is the left one once, and the label is the sum modulo 10', () => {
  const pairs = pairForAddition(train, seeded(2));
  expect([...pairs.first]).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  pairs.labels.forEach((label, index) => {
    expect(label).toBe((train.labels[pairs.first[index]!]! + train.labels[pairs.second[index]!]!) % 10);
  });
});

test('the right image is drawn from the whole set, the same from the same state', () => {
  const pairs = pairForAddition(train, seeded(2));
  expect(pairForAddition(train, seeded(2))).toEqual(pairs);
  // 1,000 draws from 1,000 images leave 368 undrawn in the mean, with a deviation of about 10.
  expect(Math.abs(new Set(pairs.second).size - 632)).toBeLessThan(60);
});
