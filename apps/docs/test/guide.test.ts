import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { testExamples } from '@hkmem/vitest-preset/readme';
import { expect, test } from 'vitest';
import { blocksOf, guideFolder } from './blocks.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = readdirSync(guideFolder).filter((name) => name.endsWith('.md'));

test('the guide has pages, and examples on most of those that are about programs', () => {
  expect(pages.length).toBeGreaterThanOrEqual(15);
  expect(new Set(blocksOf('ts').map(({ page }) => page)).size).toBeGreaterThanOrEqual(9);
});

for (const page of pages) testExamples(root, `guide/${page}`);
testExamples(root, 'index.md');
