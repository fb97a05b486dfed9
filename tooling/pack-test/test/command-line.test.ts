import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@hkmem/release/run';
import { expect, inject, test } from 'vitest';

const { packages, commandLine } = inject('prepared');
const program = join(commandLine, 'node_modules/.bin/hkmem');

test('npx hkmem --version', async () => {
  const { stdout, status } = await run('npx', ['hkmem', '--version'], { cwd: commandLine });
  expect({ stdout, status }).toEqual({ stdout: `${packages.at(-1)!.version}\n`, status: 0 });
});

test('hkmem info finds the wasm backend', async () => {
  const { stdout, stderr, status } = await run(program, ['info'], { cwd: commandLine });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toMatch(/^wasm +works/m);
  expect(stdout).toMatch(/^webgpu +absent .*npm install webgpu/m);
});

test('hkmem start trains, edits and reports', async () => {
  const settings = {
    tasks: ['swap'],
    agreement: { images: 5 },
    base: { updates: 4, batch: 5, memory: { hidden: 4 }, evaluation: { images: 10, every: 0 } },
    edit: { updates: 2, batch: 4, graph: { neighbours: 6 }, evaluation: { images: 10, every: 0 } },
  };
  writeFileSync(join(commandLine, 'small.json'), JSON.stringify(settings));
  const args = ['start', '--data', 'glyphs', '--config', 'small.json', '--quiet', '--json'];
  const { stdout, stderr, status } = await run(program, args, { cwd: commandLine });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const { folder, edits } = JSON.parse(stdout) as { folder: string; edits: { task: string; updates: number }[] };
  expect(edits).toMatchObject([{ task: 'swap', updates: 2 }]);
  for (const file of ['report.md', 'figures/energy.svg', 'figures/energy.png']) {
    expect(existsSync(join(commandLine, folder, file)) || existsSync(join(folder, file)), file).toBe(true);
  }
});

test('hkmem view ships its page, and writes it with the runs there as a folder to share', async () => {
  const config = { task: 'base', seed: 1 };
  mkdirSync(join(commandLine, 'seen/base-1'), { recursive: true });
  writeFileSync(join(commandLine, 'seen/base-1/config.json'), JSON.stringify(config));
  const { stdout, stderr, status } = await run(program, ['view', 'seen', '--export', 'shared'], { cwd: commandLine });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toMatch(/^written: shared, 1 runs, /);
  for (const file of ['index.html', 'view.js', 'view.css', 'data/entries.js', 'data/0.js']) {
    expect(existsSync(join(commandLine, 'shared', file)), file).toBe(true);
  }
});
