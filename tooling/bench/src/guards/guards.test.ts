import { expect, test } from 'vitest';
import { guardSection } from './command.ts';
import { guardTrial } from './trial.ts';

test('a trial measures a call of every work, and the table shows the ratios of neighbours', async () => {
  const trial = await guardTrial(1);
  const titles = Object.keys(trial);
  expect(titles.map((title) => title.split(',')[0])).toEqual(['engine.field', 'recall', 'training step']);
  for (const title of titles) expect(trial[title]).toBeGreaterThan(0);
  const { rows } = guardSection(
    [
      [{ work: 2 }, { work: 1 }],
      [{ work: 9 }, { work: 3 }],
      [{ work: 8 }, { work: 2 }],
    ],
    [],
  );
  expect(rows[0]!.slice(0, 4)).toEqual(['work', '8.00 ms', '2.00 ms', '3.000']);
});
