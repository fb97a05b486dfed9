import { scoresOf } from '@hkmem/training';
import { expect, test } from 'vitest';
import type { RunConfig } from '../config/run-config.ts';
import { glyphsRecipe } from '../recipes/glyphs.ts';
import { comparison } from './comparison.ts';
import { joinAnswers } from './told-answers.ts';

const config: RunConfig = {
  task: 'swap',
  data: 'glyphs',
  seed: 1,
  base: '',
  ...glyphsRecipe.edit('swap', 'additive'),
  digits: [0, 1],
};

/** Labels 0 to 3, two of each. */
const labels = Uint8Array.of(0, 0, 1, 1, 2, 2, 3, 3);
const edited = scoresOf(Uint8Array.of(0, 0, 1, 1, 2, 0, 3, 3), labels, 4);
const unedited = scoresOf(Uint8Array.of(1, 1, 0, 0, 2, 2, 3, 3), labels, 4);

test('what an edit does to the digits that it should leave alone is counted over those alone', () => {
  const found = comparison(edited, unedited, config);
  expect(found).toEqual({ unedited: 0.5, uneditedPerClass: [0, 0, 1, 1], untouched: 3 / 4, uneditedUntouched: 1 });
});

test('digits of earlier edits are none of them', () => {
  const found = comparison(edited, unedited, { ...config, swapped: [[2, 0]] });
  expect([found['untouched'], found['uneditedUntouched']]).toEqual([1, 1]);
  const all = comparison(edited, unedited, { ...config, swapped: [[2, 3]] });
  expect(all['untouched']).toBeNull();
});

test('told the context, the retrained weights answer beside the second digit alone', () => {
  expect([...joinAnswers([1, 0, 1, 0, 1], 1, [5, 5, 5], [7, 8, 9, 7, 8])]).toEqual([5, 8, 5]);
});
