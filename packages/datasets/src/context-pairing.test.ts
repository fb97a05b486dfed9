import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from '../test/seeded.ts';
import { pairContexts } from './context-pairing.ts';

/** `count` labels 0, 1, ..., 9, 0, 1, ... */
function cyclic(count: number): { labels: Uint8Array; count: number; classes: number } {
  return { labels: Uint8Array.from({ length: count }, (_, index) => index % 10), count, classes: 10 };
}

test('half of the images are paired with one digit and half with the other', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 10, max: 90 }),
      fc.uniqueArray(fc.nat(9), { minLength: 2, maxLength: 2 }),
      fc.nat(),
      (count, [a, b], seed) => {
        const set = cyclic(count);
        const shown = Array.from(pairContexts(set, [a!, b!], seeded(seed)), (index) => set.labels[index]);
        expect(shown.filter((label) => label === a)).toHaveLength(Math.ceil(count / 2));
        expect(shown.filter((label) => label === b)).toHaveLength(Math.floor(count / 2));
      },
    ),
  );
});

test('the pairing follows from the state of the source alone', () => {
  const set = cyclic(500);
  const pairs = pairContexts(set, [0, 1], seeded(7));
  expect(pairContexts(set, [0, 1], seeded(7))).toEqual(pairs);
  expect(pairContexts(set, [0, 1], seeded(8))).not.toEqual(pairs);
});

test('neither the digit nor the image paired follows the image itself', () => {
  const set = cyclic(20_000);
  const pairs = pairContexts(set, [0, 1], seeded(3));
  for (let own = 0; own < 10; own++) {
    const ones = pairs.filter((pair, image) => image % 10 === own && set.labels[pair] === 1).length;
    // 2,000 images of each digit: 1,000 expected, standard deviation about 22; five of them.
    expect(Math.abs(ones - 1000), `images of digit ${own}`).toBeLessThan(112);
  }
  // 4,000 images of a 0 or a 1 are drawn 20,000 times: e^-5 of them stay undrawn, 27 in the mean; 60 is 6 deviations.
  expect(new Set(pairs).size).toBeGreaterThan(4000 - 60);
});

test('a digit that no image shows, or that is no class, is refused', () => {
  expect(() => pairContexts(cyclic(5), [0, 7], seeded(1))).toThrow(/number of images of digit 7: got 0/);
  expect(() => pairContexts(cyclic(50), [0, 10], seeded(1))).toThrow(/got 10, allowed is a whole number, 0 to 9/);
  expect(() => pairContexts(cyclic(50), [2, 2], seeded(1))).toThrow(/two different digits/);
});
