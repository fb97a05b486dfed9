import type { DamageEvaluation } from '@hkmem/training';
import { expect, test } from 'vitest';
import { restGoalTable } from './rest-goals.ts';

function found(damage: string, accuracy: number, rms: number): DamageEvaluation {
  const pixels = { rms, correlation: 0.9 };
  const rest = {
    accuracy,
    energy: -1,
    pixels,
    atRest: 1,
    inTime: 0.998,
    atMinimum: 1,
    changed: 0.02,
    classes: [],
    worstNorm: 1e-5,
  };
  return { damage, cue: pixels, moments: [], rest };
}

test('goals stand beside means over seeds and halves, with what each is missed by', () => {
  const seed = (shift: number): { damages: DamageEvaluation[] } => ({
    damages: [
      found('none', 0.97 + shift, 0.1),
      found('left half', 0.9, 0.16),
      found('top half', 0.84 + 2 * shift, 0.18),
    ],
  });
  const { columns, rows } = restGoalTable([seed(0), seed(0.01)]);
  expect(columns).toEqual(['', 'goal', 'here', 'missed by']);
  expect(rows).toEqual([
    ['clean, right at rest, %', '98', '97.50 ± 0.50', '0.50'],
    ['clean, same answer at T = 1, %', '99.5', '98.00 ± 0.00', '1.50'],
    ['clean, came to rest by T = 50, %', '99.9', '99.80 ± 0.00', '0.10'],
    ['clean, rest found, %', '99.9', '100.00 ± 0.00', 'met'],
    ['half erased, right at rest, %', '88', '87.50 ± 0.50', '0.50'],
    ['half erased, pixels at rest', 'at most 0.18', '0.170 ± 0.000', 'met'],
  ]);
});
