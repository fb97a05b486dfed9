import { expect, test } from 'vitest';
import { boardInWords, leadingStart, scoreOf } from './board-votes.ts';

const solution = '534678912672195348198342567859761423426853791713924856961537284287419635345286179';
/** The same with the first row open. */
const board = `000000000${solution.slice(9)}`;

test('the start of the lowest energy leads', () => {
  expect(leadingStart([-3, -9, -4])).toBe(1);
});

test('empty cells are counted against the solution, and digits that are twice in a unit', () => {
  const answers = Array.from(solution, Number);
  expect(scoreOf(board, answers, solution)).toEqual({ empty: 9, right: 9, clashing: 0 });
  expect(boardInWords(scoreOf(board, answers, solution), undefined)).toMatch(/^Solved: all 9/);
  // 3 and 4 exchanged: each is twice in its column then.
  [answers[1], answers[2]] = [answers[2]!, answers[1]!];
  const wrong = scoreOf(board, answers, solution);
  expect(wrong).toEqual({ empty: 9, right: 7, clashing: 2 });
  expect(boardInWords(wrong, undefined)).toMatch(/^7 of 9/);
  const several = { kind: 'several', words: 'Sudoku board: it has several solutions.', solution: '' } as const;
  expect(boardInWords(scoreOf(board, answers, ''), several)).toMatch(/^The board has several solutions\. .* 2 of/);
  expect(boardInWords(scoreOf(solution, answers, solution), undefined)).toMatch(/Nothing is left/);
});
