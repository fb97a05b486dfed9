import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from '../test/seeded.ts';
import { sequentialBatches, shuffledBatches } from './batches.ts';

const sizes = fc.record({ count: fc.integer({ min: 1, max: 60 }), batch: fc.integer({ min: 1, max: 20 }) });

test('one epoch holds every index once, in batches of the size asked for, the last one shorter', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), ({ count, batch }, seed) => {
      const batches = [...shuffledBatches(count, batch, seeded(seed))];
      expect(batches).toHaveLength(Math.ceil(count / batch));
      for (const indices of batches.slice(0, -1)) expect(indices).toHaveLength(batch);
      const all = batches.flatMap((indices) => [...indices]);
      expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
    }),
  );
});

test('a partial batch is dropped when asked', () => {
  const batches = [...shuffledBatches(10, 4, seeded(1), { partial: 'drop' })];
  expect(batches.map((batch) => batch.length)).toEqual([4, 4]);
  const whole = [...shuffledBatches(10, 4, seeded(1))];
  expect(batches).toEqual(whole.slice(0, 2));
});

test('epochs differ, and the same state gives the same epoch', () => {
  const random = seeded(2);
  const first = [...shuffledBatches(100, 10, random)];
  expect([...shuffledBatches(100, 10, random)]).not.toEqual(first);
  expect([...shuffledBatches(100, 10, seeded(2))]).toEqual(first);
});

test('an epoch is drawn when it is asked for, not while it is read', () => {
  const random = seeded(2);
  const epoch = shuffledBatches(20, 5, random);
  random.uniform(3);
  expect([...epoch]).toEqual([...shuffledBatches(20, 5, seeded(2))]);
});

test('batches are not views of one another', () => {
  const [first, second] = [...shuffledBatches(4, 2, seeded(1))];
  expect(first!.buffer).not.toBe(second!.buffer);
});

test('sequential batches ascend', () => {
  expect([...sequentialBatches(5, 2)].map((batch) => [...batch])).toEqual([[0, 1], [2, 3], [4]]);
});

test('bad sizes are refused at once', () => {
  expect(() => shuffledBatches(0, 1, seeded(1))).toThrow(/count of images: got 0/);
  expect(() => shuffledBatches(5, 0, seeded(1))).toThrow(/batch size: got 0/);
  expect(() => shuffledBatches(5, 6, seeded(1), { partial: 'drop' })).toThrow(/got 6, allowed is at most 5/);
  expect(() => sequentialBatches(5, 1.5)).toThrow(/batch size: got 1.5/);
});
