import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishedPackages } from '../src/packages.ts';
import { type Outcome, run } from '../src/run.ts';
import { LocalRegistry } from './local-registry.ts';
import { addChangeset, copyWorkspace } from './workspace-copy.ts';

/** From changesets to `npm install`, against a registry of this machine, in a copy of the workspace. */
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const changesets = join(dirname(createRequire(import.meta.url).resolve('@changesets/cli/package.json')), 'bin.js');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hkmem-rehearsal-')));
const copy = join(folder, 'workspace');
let registry: LocalRegistry;

beforeAll(async () => {
  await copyWorkspace(copy);
  registry = await LocalRegistry.in(folder);
  writeFileSync(join(copy, '.npmrc'), registry.npmrc);
});

afterAll(async () => {
  await registry.stop();
  await rm(folder, { recursive: true, force: true });
});

function release(...args: string[]): Promise<Outcome> {
  const all = [main, '--root', copy, '--registry', registry.address, '--skip-build', '--skip-tests', ...args];
  return run(process.execPath, all, { cwd: folder });
}

async function version(): Promise<string[]> {
  const { status, stdout, stderr } = await run(process.execPath, [changesets, 'version'], { cwd: copy });
  expect(status, `${stdout}${stderr}`).toBe(0);
  return [...new Set(publishedPackages(copy).map((each) => each.version))];
}

const names = publishedPackages(fileURLToPath(new URL('../../..', import.meta.url))).map(({ name }) => name);
const at = (some: readonly string[], number: string): string => some.map((name) => `${name}@${number}`).join(', ');
const later = names.slice(names.indexOf('@hkmem/training'));
const earlier = names.slice(0, names.indexOf('@hkmem/training'));

test('with changesets that no version has taken up, nothing is published', async () => {
  addChangeset(copy, 'a-first-change', ['@hkmem/backend', '@hkmem/dynamics'], 'minor');
  await registry.start('@hkmem/training');
  const { status, stderr } = await release('--publish');
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(/^PendingChangesetsError: .*a-first-change\.md.*nothing was published/),
  ]);
});

test('versions rise together, with a changelog', async () => {
  expect(await version()).toEqual(['0.1.0']);
  const changelog = readFileSync(join(copy, 'packages/dynamics/CHANGELOG.md'), 'utf8');
  expect(changelog).toMatch(/^# @hkmem\/dynamics\n\n## 0\.1\.0\n/);
  expect(changelog).toContain('Rehearsal: a-first-change.');
});

test('without --publish nothing is published', async () => {
  const { status, stdout, stderr } = await release();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.match(/^to publish: .*(?=,)/gm)).toEqual(names.map((name) => `to publish: ${name}@0.1.0`));
  expect(stdout).toContain('a rehearsal, nothing was published; --publish does it');
});

test('a package that is refused stops the release, which says what is there and what is not', async () => {
  const { status, stderr } = await release('--publish');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^PublishError: @hkmem\/training@0\.1\.0 was not published\./);
  expect(stderr).toContain(`In the registry: ${at(earlier, '0.1.0')}. Not in it: ${at(later, '0.1.0')}.`);
  await registry.stop();
});

test('the same command goes on from there', async () => {
  await registry.start();
  const { status, stdout, stderr } = await release('--publish');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.match(/^there already: .*/gm)).toEqual(earlier.map((name) => `there already: ${name}@0.1.0`));
  expect(stdout.match(/^published .*/gm)).toEqual(later.map((name) => `published ${name}@0.1.0`));
});

test('a person installs from the registry and runs the example of the README', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, '.npmrc'), registry.npmrc);
  const readme = readFileSync(join(copy, 'packages/dynamics/README.md'), 'utf8');
  const [, command] = /^npm (install .*)$/m.exec(readme)!;
  const args = [...command!.split(' '), '--prefer-offline', '--no-audit', '--no-fund'];
  const installed = await run('npm', args, { cwd: empty });
  expect(installed.status, installed.stderr).toBe(0);
  const lock = JSON.parse(readFileSync(join(empty, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; resolved?: string }>;
  };
  expect(lock.packages['node_modules/@hkmem/energy']).toMatchObject({ version: '0.1.0' });
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readme)!;
  writeFileSync(join(empty, 'example.mts'), code!);
  const { stdout, stderr, status } = await run(process.execPath, ['example.mts'], { cwd: empty });
  expect({ stdout, stderr, status }).toEqual({
    stdout: 'steady-state 1 1 1 1 -1 -1 -1 -1\ntrue\n',
    stderr: '',
    status: 0,
  });
});

test('the next version: all packages rise with one', async () => {
  addChangeset(copy, 'a-second-change', ['@hkmem/energy'], 'patch');
  expect(await version()).toEqual(['0.1.1']);
  const changelog = readFileSync(join(copy, 'packages/backend-wasm/CHANGELOG.md'), 'utf8');
  expect(changelog.match(/^## .*/gm)).toEqual(['## 0.1.1', '## 0.1.0']);
});

test('a registry that does not answer is named', async () => {
  await registry.stop();
  const { status, stderr } = await release();
  expect([status, stderr]).toEqual([
    1,
    expect.stringContaining(`RegistryError: the registry ${registry.address} did not say whether it has ${names[0]}@`),
  ]);
});
