/** Puts demo and documentation, both built, into one folder for a static host: `assemble-site.ts [folder]`, or dist/site. */
import { cpSync, existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const site = resolve(process.argv[2] ?? `${root}dist/site`);
const parts = [
  ['apps/demo/dist', ''],
  ['apps/docs/dist', 'docs'],
] as const;

for (const [from] of parts) {
  if (!existsSync(`${root}${from}/index.html`)) throw new Error(`${from} has no index.html. Build it first.`);
}
rmSync(site, { recursive: true, force: true });
for (const [from, to] of parts) cpSync(`${root}${from}`, `${site}/${to}`, { recursive: true });
process.stdout.write(`${site}\n`);
