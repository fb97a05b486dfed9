import { expect, test } from 'vitest';
import { bands, bandsOf } from './landscape-image.ts';

test('a bowl is lowest in the middle, its bands rise outwards, and rows go from the top down', () => {
  const side = 21;
  // E = a^2 + (b - 5)^2, b from its low end.
  const energies = Float64Array.from({ length: side * side }, (_, n) => {
    const [row, column] = [Math.floor(n / side), n % side];
    return (column - 10) ** 2 + (row - 15) ** 2;
  });
  const size = 41;
  const image = bandsOf({ energies }, size);
  const at = (row: number, column: number): number => image[(size - 1 - 2 * row) * size + 2 * column]!;
  expect(at(15, 10)).toBe(0);
  expect(at(0, 0)).toBe(bands - 1);
  const outwards = Array.from({ length: 11 }, (_, n) => at(15, 10 + n));
  expect(outwards).toEqual(outwards.toSorted((a, b) => a - b));
});
