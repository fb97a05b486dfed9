/** Packs, installs, measures, and writes the table of sizes into README.md. Takes the builds that are there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { overBudget, readBudget } from './budget.ts';
import { prepareIn, temporaryFolder } from './prepare.ts';
import { sizeTable, withTable } from './size-table.ts';
import { measure } from './sizes.ts';

const readme = new URL('../README.md', import.meta.url);
const { folder, remove } = temporaryFolder();
try {
  const sizes = await measure(await prepareIn(folder));
  const table = sizeTable(sizes);
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), table));
  process.stdout.write(`${table}\n`);
  const over = overBudget(sizes, readBudget());
  if (over.length > 0) {
    process.stderr.write(`${over.join('\n')}\n`);
    process.exitCode = 1;
  }
} finally {
  await remove();
}
