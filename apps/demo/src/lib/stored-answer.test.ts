import { expect, test } from 'vitest';
import { amountInWords, answerInWords } from './stored-answer.ts';

const match = { index: 2, opposite: false, overlap: 1, runnerUp: 0.5, wrong: 0, chance: 0, recalled: true };

test.each([
  [{}, 2, 'It is back, to the last pixel.'],
  [{ wrong: 0.031 }, 2, 'It is back, with 3.1 % of its pixels wrong.'],
  [{ wrong: 0.2 }, 2, 'It is lost: a mixture, nearest to it, with 20.0 % of its pixels wrong.'],
  [{}, 0, 'It became picture 3.'],
  [{ opposite: true }, 2, 'It became the negative of picture 3.'],
  [{ wrong: 0.2 }, 0, 'It became a mixture, nearest to picture 3, with 20.0 % of its pixels wrong.'],
  [{ wrong: 0.4, chance: 0.3 }, 2, 'It became nothing that is stored: a random picture would resemble one as much.'],
] as const)('%j of pattern %i: %s', (changes, wanted, words) => {
  expect(answerInWords({ ...match, ...changes }, wanted)).toBe(words);
});

test('numbers of patterns: in full, or the power of ten', () => {
  expect([108, 1568, 2.5e118].map(amountInWords)).toEqual(['108', '1,568', '10¹¹⁸']);
});
