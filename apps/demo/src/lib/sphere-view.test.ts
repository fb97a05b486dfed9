import { expect, test } from 'vitest';
import { directionAt, seen } from './sphere-view.ts';

test('a direction on the side of the eye is seen where it is put', () => {
  for (const view of [
    { turn: 0, tilt: 0 },
    { turn: 1.2, tilt: -0.7 },
  ]) {
    for (const [x, y] of [
      [0.3, -0.5],
      [-0.6, 0.1],
    ] as const) {
      const [sx, sy, depth] = seen(directionAt(x, y, 3, view), 3, view);
      expect(sx).toBeCloseTo(x, 10);
      expect(sy).toBeCloseTo(y, 10);
      expect(depth).toBeGreaterThan(0);
    }
  }
  expect(directionAt(0, -2, 2, { turn: 0, tilt: 0 })).toEqual([0, 1]);
});
