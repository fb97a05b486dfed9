import { expect, test } from 'vitest';
import { digitsFor, tickTo } from './plot.ts';

test('ticks of a narrow window far from 0 are told apart, and those of a wide one stay short', () => {
  const narrow = [-6.0935, -6.0905] as const;
  const shown = [-6.093, -6.092, -6.091].map((value) => tickTo(value, digitsFor(narrow)));
  expect(new Set(shown).size).toBe(3);
  expect([-100, 0, 2500].map((value) => tickTo(value, digitsFor([-1000, 3000])))).toEqual(['−100', '0', '2.5k']);
});
