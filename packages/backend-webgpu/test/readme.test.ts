import { readFileSync } from 'node:fs';
import { testReadme } from '@hkmem/vitest-preset/readme';
import { expect, test } from 'vitest';
import { costRows } from './cost-table.ts';

testReadme(import.meta.url);

test('the table of costs in README.md is what the dispatches add up to', () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8').replace(/ +\|/g, ' |');
  for (const row of costRows()) expect(text).toContain(`| ${row} |`);
});
