import { existsSync, writeFileSync } from 'node:fs';
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
