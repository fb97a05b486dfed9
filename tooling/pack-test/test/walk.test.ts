import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from '@hkmem/release/run';
import { expect, inject, test } from 'vitest';
import { examplesOf, installedBy } from '../src/examples.ts';
import { manifestOf } from '../src/install.ts';
import { root } from '../src/prepare.ts';

// The walk of a newcomer ends here: what the site and its documentation gave is run from the packages. That one lands, understands
// and tries is tested where the pages are (apps/demo/test, apps/docs/test).

const { tarballs, library } = inject('prepared');

test('the ten lines of the first screen run in an empty folder, after the install that stands above them', async () => {
  const text = readFileSync(join(root, 'apps/docs/index.md'), 'utf8');
  const [example] = examplesOf('index', text);
  const line = /`(npm install [^`]+)`/.exec(text)![1]!.replaceAll('\n', ' ');
  const named = installedBy(line);
  const ours = named.filter((name) => tarballs.some((tarball) => tarball.name === name));
  const others = named.filter((name) => !ours.includes(name));
  const versions = others.map((name) => [name, new RegExp(`${name}@([\\w.-]+)`).exec(line)![1]!]);
  expect(ours.length).toBeGreaterThanOrEqual(3);
  const folder = join(library, '..', 'walk');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), manifestOf(tarballs, ours, Object.fromEntries(versions)));
  writeFileSync(join(folder, 'main.ts'), example!.code);
  const installed = await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
  expect(installed.status, installed.stderr).toBe(0);
  const { stdout, stderr, status } = await run(process.execPath, ['main.ts'], { cwd: folder });
  expect({ stdout: stdout.trim().split('\n'), stderr, status }).toEqual({
    stdout: example!.prints,
    stderr: '',
    status: 0,
  });
});

test('the program that the page shows of what is seen runs, copied, on the packages', async () => {
  const program = pathToFileURL(join(root, 'apps/demo/src/programs/remember-program.ts')).href;
  const { rememberProgram } = (await import(/* @vite-ignore */ program)) as {
    rememberProgram(rule: string, patterns: readonly number[][], chosen: number, damage: object): string;
  };
  // Two bars, one across and one down; the second is damaged as a visitor may.
  const bar = (inked: (row: number, column: number) => boolean): number[] =>
    Array.from({ length: 784 }, (_, n) => (inked(Math.floor(n / 28), n % 28) ? 1 : -1));
  const patterns = [bar((row) => row > 10 && row < 16), bar((_, column) => column > 10 && column < 16)];
  const damage = { kind: 'occlude', level: 0, half: 'top', size: 8, seed: 1 };
  const folder = join(library, 'walk');
  mkdirSync(folder);
  writeFileSync(join(folder, 'remember.ts'), rememberProgram('projection', patterns, 1, damage));
  const { stdout, stderr, status } = await run(process.execPath, ['remember.ts'], { cwd: folder });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toMatch(/^picture 2, 0 of 784 pixels wrong; /m);
});
