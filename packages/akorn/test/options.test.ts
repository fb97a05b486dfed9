import { RandomKey, ValueError } from '@hkmem/backend';
import { type OptionCall, testOptions } from '@hkmem/vitest-preset/options';
import { expect, test } from 'vitest';
import { generateBoards, solveSudoku, startTurns } from '../src/index.ts';

const key = RandomKey.fromSeed(1);
const calls: readonly OptionCall[] = [
  ['generateBoards', { count: 1, givens: [50, 60], key, first: 2 }, ['count', 'givens', 'key'], generateBoards],
  [
    'solveSudoku',
    { limit: 2, order: () => [1, 2, 3, 4, 5, 6, 7, 8, 9] },
    [],
    (options) => solveSudoku(new Uint8Array(81), options),
  ],
];
testOptions(calls);

test('turns are of places and pairs that there are', () => {
  for (const value of [Number.NaN, 0, 1.5]) {
    expect(() => startTurns(value, 2, 2, false)).toThrow(ValueError);
    expect(() => startTurns(2, value, 2, false)).toThrow(/width/);
    expect(() => startTurns(2, 2, value, false)).toThrow(/pairs/);
  }
});
