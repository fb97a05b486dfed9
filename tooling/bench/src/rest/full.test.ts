import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { restTrial, trialTable } from './trial.ts';

test('x', async () => {
  const rows = await restTrial(6, [100, 784], 1000, (l) => console.log(l, new Date().toISOString()));
  writeFileSync('/tmp/trial.md', trialTable(rows));
}, 1200000);
