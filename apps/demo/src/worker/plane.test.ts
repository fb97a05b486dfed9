import { expect, test } from 'vitest';
import { planeOf, projected } from './plane.ts';

test('the plane through the mean that rows spread in most, and where they lie in it', () => {
  // About (7, 7, 7): long along the third axis, less along the first, least along the second.
  const arrows = [0, 0, 5, 0, 0, -5, 3, 0, 0, -3, 0, 0, 0, 0.1, 0, 0, -0.1, 0];
  const rows = Float64Array.from(arrows, (value) => 7 + value);
  const plane = planeOf(rows, 3);
  expect([...plane.middle].map((value) => Number(value.toFixed(9)))).toEqual([7, 7, 7]);
  expect(Math.abs(plane.directions[2]!)).toBeCloseTo(1, 9);
  expect(Math.abs(plane.directions[3]!)).toBeCloseTo(1, 9);
  const at = projected(rows, 3, plane);
  expect(Math.abs(at[0]!)).toBeCloseTo(5, 6);
  expect(at[2]).toBeCloseTo(-at[0]!, 6);
  expect(Math.abs(at[5]!)).toBeCloseTo(3, 6);
  expect(Math.hypot(at[8]!, at[9]!)).toBeLessThan(1e-6);
});
