import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { blocksOf } from './blocks.ts';
import { faultsOf } from './command-line.ts';

const lines = [...blocksOf('sh'), ...blocksOf('sh run')].flatMap(({ page, text }) =>
  text
    .split('\n')
    .map((line) => line.replace(/^(?:[A-Z_]+=\S+ )+/, ''))
    .filter((line) => line.startsWith('hkmem '))
    .map((line) => [page, line] as const),
);

test('the check sees what is wrong', () => {
  expect(faultsOf('hkmem train --updates 3 --backend wasm')).toEqual([]);
  expect(faultsOf('hkmem trian')).toEqual(["'trian' is no command"]);
  expect(faultsOf('hkmem sweep walk')).toEqual(["'sweep walk' is no command"]);
  expect(faultsOf('hkmem train --updats 3')).toEqual(["'train' has no --updats"]);
  expect(faultsOf('hkmem train --backend gpu')).toEqual(['--backend gpu: allowed are auto, wasm, webgpu, cpu']);
});

test.for(lines)('%s: %s', ([, line]) => {
  expect(faultsOf(line)).toEqual([]);
});

test('the guide names every command', () => {
  const named = new Set(lines.map(([, line]) => line.split(' ')[1]));
  expect([...named].sort()).toEqual(
    expect.arrayContaining([
      'akorn',
      'convert',
      'edit',
      'eval',
      'info',
      'recall',
      'reproduce',
      'sweep',
      'train',
      'verify',
      'worker',
    ]),
  );
});

test('blocks marked to be run do what they say, one after the other in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hkmem-guide-'));
  try {
    symlinkSync(fileURLToPath(new URL('../../cli/bin/hkmem.js', import.meta.url)), join(folder, 'hkmem'));
    const blocks = blocksOf('sh run');
    expect(blocks.length).toBeGreaterThan(0);
    const path = [folder, join(process.execPath, '..'), process.env['PATH']].join(delimiter);
    for (const { text } of blocks) {
      const { status, stderr } = spawnSync('sh', ['-e', '-c', text], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PATH: path, NODE_OPTIONS: '' },
      });
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
