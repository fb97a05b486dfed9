import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allowed } from './boundaries.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const packages = globSync('packages/*/package.json', { cwd: root })
  .map((path) => (JSON.parse(read(path)) as { readonly name: string }).name)
  .toSorted();

/** Folders of packages that a row of a table names: `packages/backend-wasm, -webgpu` names two. */
function foldersIn(row: string): string[] {
  return [...row.matchAll(/packages\/(\w+)((?:-\w+)?)((?:, -\w+)*)/g)].flatMap(([, stem, ending, more]) => {
    return [`${stem}${ending}`, ...[...more!.matchAll(/-(\w+)/g)].map(([, other]) => `${stem}-${other}`)];
  });
}

test('the tree in CONTRIBUTING.md is the tree', () => {
  const text = read('CONTRIBUTING.md');
  const rows = text.slice(text.indexOf('## The tree'), text.indexOf('A test proves')).split('\n');
  const named = rows.flatMap((row) => foldersIn(row.split('|')[1] ?? '')).map((folder) => `@hkmem/${folder}`);
  expect(named.toSorted()).toEqual(packages);
});

test.for<readonly [string, () => readonly string[]]>([
  ['the boundaries', () => Object.keys(allowed)],
  ['budgets of sizes', () => Object.keys(JSON.parse(read('tooling/pack-test/budget.json')) as object)],
  [
    'releases of one version',
    () => (JSON.parse(read('.changeset/config.json')) as { readonly fixed: readonly string[][] }).fixed.flat(),
  ],
  [
    'what is packed and tested',
    () =>
      Object.keys((JSON.parse(read('tooling/pack-test/package.json')) as { devDependencies: object }).devDependencies),
  ],
  [
    'the reference',
    () =>
      [...read('apps/docs/scripts/entry-points.ts').matchAll(/^ {2}'([\w-]+)',$/gm)].map(
        ([, name]) => `@hkmem/${name}`,
      ),
  ],
  ['the README', () => [...read('README.md').matchAll(/\[(@hkmem\/[\w-]+)\]\(packages\//g)].map(([, name]) => name!)],
])('every package stands in %s', ([, names]) => {
  expect(packages.filter((name) => !names().includes(name))).toEqual([]);
});
