import { expect, test } from 'vitest';
import { toldAnswer } from './told-answer.ts';

const outputs = [-1, -0.43, -1, -0.23, -1, -1, -1, -1, -1, -1];

test('a narrow win shows doubt, a wrong answer says so, an empty image has no answer', () => {
  expect(toldAnswer(outputs, 3, false)).toEqual({ digit: 3, words: ', in doubt: 1 is only 0.20 behind' });
  const sure = outputs.with(3, 0.9);
  expect(toldAnswer(sure, 3, false).words).toBe('');
  expect(toldAnswer(sure, undefined, false).words).toBe('');
  expect(toldAnswer(sure, 9, false).words).toBe(', wrongly: the image shows a 9');
  expect(toldAnswer(sure, undefined, true).words).toMatch(/nothing is drawn/);
});
