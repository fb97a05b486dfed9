import { ValueError } from '@hkmem/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from '../test/seeded.ts';
import { drawUniform, randomOrder } from './random-source.ts';

test('a random order holds every index once', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(), (count, seed) => {
      const order = randomOrder(count, seeded(seed));
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
    }),
  );
});

test('all orders of three come equally often', () => {
  const random = seeded(5);
  const seen = new Map<string, number>();
  for (let draw = 0; draw < 6000; draw++) {
    const order = randomOrder(3, random).join('');
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  expect(seen.size).toBe(6);
  // 6,000 draws: 1,000 of each expected, standard deviation 29; five of them.
  for (const [order, times] of seen) expect(Math.abs(times - 1000), order).toBeLessThan(145);
});

test.each([
  ['too few values', [0.5]],
  ['a value of 1', [0.5, 1]],
  ['a negative value', [-0.1, 0]],
  ['NaN', [0, NaN]],
])('a source that gives %s is refused', (_, values) => {
  expect(() => drawUniform({ uniform: () => Float64Array.from(values) }, 2)).toThrow(ValueError);
});
