import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from '../test/seeded.ts';
import { biasedBatches } from './biased-batches.ts';

const labels = Uint8Array.from({ length: 200 }, (_, index) => index % 10);
const base = { labels, batch: 20, digits: [0, 1], share: 0.5 };

test('the share of each batch shows the digits, the rest others', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 50 }), (share, batch) => {
      for (const indices of biasedBatches({ ...base, share, batch, random: seeded(1) })) {
        expect(indices).toHaveLength(batch);
        const favoured = indices.filter((index) => labels[index]! < 2);
        expect(favoured).toHaveLength(Math.round(share * batch));
      }
    }),
  );
});

test('an epoch has count / batch batches unless told', () => {
  expect([...biasedBatches({ ...base, random: seeded(1) })]).toHaveLength(10);
  expect([...biasedBatches({ ...base, random: seeded(1), batch: 300, share: 0.1 })]).toHaveLength(1);
  expect([...biasedBatches({ ...base, random: seeded(1), batches: 3 })]).toHaveLength(3);
});

test('every image of a deck comes equally often', () => {
  // 40 favoured images dealt 10 a batch, 160 others: 16 batches deal each deck 4 times and once.
  const times = new Uint32Array(200);
  for (const batch of biasedBatches({ ...base, random: seeded(1), batches: 16 })) {
    for (const index of batch) times[index]!++;
  }
  times.forEach((count, index) => {
    expect(count, `image ${index}`).toBe(labels[index]! < 2 ? 4 : 1);
  });
});

test('the same state gives the same batches', () => {
  const batches = [...biasedBatches({ ...base, random: seeded(3) })];
  expect([...biasedBatches({ ...base, random: seeded(3) })]).toEqual(batches);
  expect([...biasedBatches({ ...base, random: seeded(4) })]).not.toEqual(batches);
});

test('bad input is refused at once', () => {
  const deal = (options: object) => (): unknown => biasedBatches({ ...base, random: seeded(1), ...options });
  expect(deal({ share: 1.1 })).toThrow(/share of the favoured digits: got 1.1/);
  expect(deal({ batch: 0 })).toThrow(/batch size: got 0/);
  expect(deal({ batches: -1 })).toThrow(/number of batches: got -1/);
  expect(deal({ digits: [11] })).toThrow(/images of the digits 11: got none/);
  expect(deal({ digits: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] })).toThrow(/images of other digits/);
  expect(deal({ digits: [-1] })).toThrow(/favoured digit: got -1/);
});
