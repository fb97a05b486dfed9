import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { versionFault } from './check-versions.ts';
import { inOrder, type PublishedPackage, publishedPackages } from './packages.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const each = (name: string, needs: readonly string[], version = '1.0.0'): PublishedPackage => ({
  name,
  version,
  folder: '',
  needs,
});

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function emptyWorkspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hkmem-versions-'));
  folders.push(folder);
  mkdirSync(join(folder, '.changeset'));
  return folder;
}

test('packages come after those they need', () => {
  const order = inOrder([each('c', ['b']), each('b', ['a']), each('a', [])]).map(({ name }) => name);
  expect(order).toEqual(['a', 'b', 'c']);
  expect(() => inOrder([each('a', ['b']), each('b', ['a'])])).toThrow('in a circle: a, b');
});

test('changesets hold all published packages, and them alone, at one version', () => {
  const config = JSON.parse(readFileSync(join(root, '.changeset/config.json'), 'utf8')) as { fixed: string[][] };
  const names = publishedPackages(root).map(({ name }) => name);
  expect(config.fixed.map((group) => [...group].sort())).toEqual([names.sort()]);
});

test('versions that differ, pending changesets and 0.0.0 are refused by name', () => {
  const folder = emptyWorkspace();
  const fault = (...packages: PublishedPackage[]): string | undefined => versionFault(folder, packages)?.name;
  expect(fault(each('a', []), each('b', []))).toBe(undefined);
  expect(fault(each('a', []), each('b', [], '1.0.1'))).toBe('VersionsDifferError');
  expect(fault(each('a', [], '0.0.0'))).toBe('NoVersionError');
  writeFileSync(join(folder, '.changeset/README.md'), '');
  expect(fault(each('a', []))).toBe(undefined);
  writeFileSync(join(folder, '.changeset/blue-cats.md'), '');
  expect(fault(each('a', []))).toBe('PendingChangesetsError');
});
