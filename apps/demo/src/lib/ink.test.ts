import { expect, test } from 'vitest';
import { rasterise, type Stroke, strokesFromText, strokesToText } from './ink.ts';

const stroke: Stroke = [
  [0, 0],
  [10, 63],
  [63, 5],
];

test('strokes come back from their text, and what is no stroke is left out', () => {
  expect(strokesFromText(strokesToText([stroke, [[7, 8]]]))).toEqual([stroke, [[7, 8]]]);
  expect(strokesFromText('AB!!CD..A')).toEqual([
    [
      [0, 1],
      [2, 3],
    ],
  ]);
});

test('ink is centred and fits a square of twenty pixels, wherever it was drawn and however large', () => {
  for (const [scale, shift] of [
    [1, 0],
    [0.5, 3],
    [0.4, 37],
  ] as const) {
    const moved = stroke.map(([x, y]) => [x * scale + shift, y * scale + shift] as const);
    const image = rasterise([moved]);
    let [mass, x, y, left, right] = [0, 0, 0, 28, 0];
    image.forEach((ink, n) => {
      mass += ink;
      x += ink * (n % 28);
      y += ink * Math.floor(n / 28);
      if (ink > 0.5) [left, right] = [Math.min(left, n % 28), Math.max(right, n % 28)];
    });
    // The centre of the ink is found on the grid, so it may be off by a part of a pixel.
    expect(Math.abs(x / mass - 13.5)).toBeLessThan(0.3);
    expect(Math.abs(y / mass - 13.5)).toBeLessThan(0.3);
    expect(right - left).toBeLessThanOrEqual(21);
    expect(right - left).toBeGreaterThanOrEqual(17);
  }
});

test('an empty pad is an empty image', () => {
  expect(Math.max(...rasterise([]))).toBe(0);
});
