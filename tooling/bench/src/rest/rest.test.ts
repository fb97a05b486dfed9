import { expect, test } from 'vitest';
import { restTrial, trialTable } from './trial.ts';

test('every way takes a lightly loaded memory to the same rest, and says what it took', async () => {
  const told: string[] = [];
  const rows = await restTrial(1, [20], 30, (line) => told.push(line));
  expect(told).toHaveLength(5);
  expect(rows).toHaveLength(15);
  for (const { counts } of rows) expect(counts[0]).toBeGreaterThan(0);
  const lightly = rows.filter(({ name }) => name.includes('P = 2'));
  expect(lightly.map(({ method, rested, same }) => [method, rested, same])).toEqual([
    ['flow', 1, 1],
    ['newton', 1, 1],
    ['anderson', 1, 1],
  ]);
  expect(trialTable(rows).split('\n')).toHaveLength(17);
});
