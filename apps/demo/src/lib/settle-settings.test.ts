import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JudgedSudoku, OscillatorManifest } from '../format/oscillator-format.ts';
import { boardChoices, boardDefaults } from './settle-settings.ts';

const path = new URL('../../public/weights/sudoku.json', import.meta.url);

test('the board begins with the fewest digits at which nine boards of ten are solved, or the most that were counted', () => {
  const { judged } = JSON.parse(readFileSync(path, 'utf8')) as OscillatorManifest<unknown, JudgedSudoku>;
  const rows = judged.rows.toSorted((a, b) => a.givens - b.givens);
  const solved = rows.find((row) => row.solved >= 0.9) ?? rows.at(-1)!;
  expect(boardDefaults.givens).toBe(solved.givens);
  expect(boardChoices.givens[1]).toBeGreaterThanOrEqual(rows.at(-1)!.givens);
  expect(Number(boardDefaults.steps)).toBeGreaterThanOrEqual(judged.steps);
  // Rounding of the weights is seen in few cells.
  expect(judged.rounding.changed / judged.rounding.cells).toBeLessThan(0.03);
});
