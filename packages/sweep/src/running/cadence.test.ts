import { expect, test } from 'vitest';
import { Cadence } from './cadence.ts';

test('what is due every so often is due once a multiple was passed, and never for 0', () => {
  const due = (every: number, start: number, at: readonly number[]): number[] => {
    const cadence = new Cadence(every, start);
    return at.filter((update) => cadence.isDue(update));
  };
  expect(due(3, 0, [1, 2, 3, 4, 5, 6, 7])).toEqual([3, 6]);
  expect(due(25, 20, [30, 40, 50, 60, 110])).toEqual([30, 50, 110]);
  expect(due(5, 5, [6, 9, 10])).toEqual([10]);
  expect(due(0, 0, [1, 2, 3])).toEqual([]);
});
