import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@hkmem/release/run';
import { describe, expect, inject, test } from 'vitest';
import { root } from '../src/prepare.ts';

const { library } = inject('prepared');

/** The binary of another runtime, from the package of this platform that npm installs with it; undefined if there is none. */
async function runtime(name: 'bun' | 'deno', version: string): Promise<string | undefined> {
  const folder = join(library, '..', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { [name]: version } }));
  const args = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const { status } = await run('npm', args, { cwd: folder });
  if (status !== 0) return undefined;
  const [scope, place] = name === 'bun' ? (['@oven', 'bin/bun'] as const) : (['@deno', 'deno'] as const);
  const packages = join(folder, 'node_modules', scope);
  const binaries = existsSync(packages) ? readdirSync(packages).map((each) => join(packages, each, place)) : [];
  return binaries.find((binary) => existsSync(binary));
}

describe.for([
  ['bun', '1.4.5', []],
  ['deno', '2.9.6', ['run', '--allow-all', '--node-modules-dir=manual']],
] as const)('%s', ([name, version, args]) => {
  test('runs the recipes that store patterns and write an energy', { timeout: 400_000 }, async ({ skip }) => {
    const binary = await runtime(name, version);
    if (binary === undefined) return skip(`npm brings no ${name} ${version} for this machine`);
    const cwd = join(library, `recipes-${name}`);
    cpSync(join(root, 'apps/examples/recipes'), cwd, { recursive: true });
    const printed = async (file: string): Promise<string> => (await run(binary, [...args, file], { cwd })).stdout;
    expect(await printed('store-and-restore.ts')).toBe('8 of 8 restored\n');
    expect(await printed('write-an-energy.ts')).toBe('energy falls: true never rises: true\n');
  });
});
