import { expect, test } from 'vitest';
import { fits, type Line } from './lines.ts';

const falling = (count: number): Line[] => [
  { colour: 'black', points: Array.from({ length: count }, (_, n) => [n / 48, -(n ** 2)] as const) },
];

test('a line that grows point by point moves its window a few times, and ends in one that fits closely', () => {
  let window: readonly [number, number] | undefined;
  let moves = 0;
  for (let count = 1; count <= 49; count++) {
    const next = fits(window, falling(count), [0, 1]);
    if (next !== window) moves += 1;
    window = next;
    expect(window![0]).toBeLessThanOrEqual(-((count - 1) ** 2));
    expect(window![1]).toBeGreaterThanOrEqual(0);
  }
  // Each move doubles the room at least: log2(48^2) is 11.
  expect(moves).toBeLessThanOrEqual(12);
  expect(window![1] - window![0]).toBeLessThan(2.2 * 48 ** 2);
});

test('a window that holds the values stays the same object; one that is far too wide gives way at the end', () => {
  const window = [-3000, 200] as const;
  expect(fits(window, falling(20), [0, 1])).toBe(window);
  expect(fits(window, falling(49), [0, 1])).toBe(window);
  const wide = [-30_000, 200] as const;
  expect(fits(wide, falling(20), [0, 1])).toBe(wide);
  expect(fits(wide, falling(49), [0, 1])![0]).toBeGreaterThan(-3000);
});

test('values that are nowhere below 0 have no window below 0, and points before the window of x do not count', () => {
  const points = [
    [-1, -50],
    [0.2, 1],
    [0.4, 2],
  ] as const;
  expect(fits(undefined, [{ colour: 'black', points }], [0, 1])![0]).toBe(0);
  expect(fits(undefined, [], [0, 1])).toBeUndefined();
});
