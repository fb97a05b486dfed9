/**
 * Puts demo and documentation, both built, into one folder for a static host: `assemble-site.ts [folder] [--address <url>]`,
 * or dist/site. The address is where the site will be: pictures beside links to it need it in full.
 */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ options: { address: { type: 'string' } }, allowPositionals: true });
const root = fileURLToPath(new URL('../../../', import.meta.url));
const site = resolve(positionals[0] ?? `${root}dist/site`);
const parts = [
  ['apps/demo/dist', ''],
  ['apps/docs/dist', 'docs'],
] as const;

for (const [from] of parts) {
  if (!existsSync(`${root}${from}/index.html`)) throw new Error(`${from} has no index.html. Build it first.`);
}
rmSync(site, { recursive: true, force: true });
for (const [from, to] of parts) cpSync(`${root}${from}`, `${site}/${to}`, { recursive: true });
if (values.address !== undefined) {
  const address = new URL(values.address.endsWith('/') ? values.address : `${values.address}/`).href;
  const page = readFileSync(`${site}/index.html`, 'utf8');
  const full = page
    .replace('content="./card.png"', `content="${address}card.png"`)
    .replace(
      '<meta property="og:type"',
      `<meta property="og:url" content="${address}" />\n    <meta property="og:type"`,
    );
  writeFileSync(`${site}/index.html`, full);
}
process.stdout.write(`${site}\n`);
