import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeAdapters } from '@hkmem/backend-webgpu';
import { describeOn } from '@hkmem/vitest-preset/device';
import { useSoftwareDevice } from '@hkmem/vitest-preset/software-device';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckReport } from '../check/check.ts';
import { bytesOf, mostBytes, PackError, packFolder } from './pack.ts';

await useSoftwareDevice();
const { absence } = await describeAdapters();
const folder = join(mkdtempSync(join(tmpdir(), 'hkmem-pack-')), 'a folder');

beforeAll(() => packFolder(folder, () => {}), 600_000);
afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

test('the folder is below 50 MiB with Node, kernels, weights and fixtures inside', () => {
  expect(bytesOf(folder)).toBeLessThan(mostBytes);
  const files = globSync('**/*', { cwd: folder });
  for (const file of ['gpu-check', 'README.md', 'node.gz', 'weights/memory.bin', 'fixtures/reference.json.gz']) {
    expect(files).toContain(file);
  }
  expect(files.filter((file) => file.endsWith('dawn.node.gz'))).toHaveLength(1);
});

test('every package inside is named with a licence that is there', () => {
  const text = readFileSync(join(folder, 'licences/README.txt'), 'utf8');
  for (const name of [
    'hkmem',
    'Node.js',
    'webgpu',
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-backend-wasm',
    'commander',
  ]) {
    expect(text).toMatch(new RegExp(`^${name}[ :]`, 'm'));
  }
  for (const [, files] of text.matchAll(/^[^:]+: ([\w.+@/, -]+)$/gm)) {
    for (const file of files!.split(', ').filter((word) => !word.includes(' '))) {
      expect(existsSync(join(folder, 'licences', file)), file).toBe(true);
    }
  }
  expect(text).not.toContain('not stated');
});

test('a folder that is not empty is refused, and stays as it was', async () => {
  const full = temporaryFolder();
  mkdirSync(join(full, 'kept'));
  writeFileSync(join(full, 'kept/file'), 'text');
  await expect(packFolder(full, () => {})).rejects.toThrow(PackError);
  expect(globSync('**/*', { cwd: full }).toSorted()).toEqual(['kept', 'kept/file']);
});

describeOn('webgpu', absence, () => {
  test('it runs with an empty environment, and without network where that can be taken away', () => {
    const alone = spawnSync('unshare', ['-n', 'true']).status === 0 ? ['unshare', '-n'] : [];
    const driver = process.env['VK_ICD_FILENAMES'];
    const environment = ['PATH=/nowhere', ...(driver === undefined ? [] : [`VK_ICD_FILENAMES=${driver}`])];
    const [command, ...args] = [...alone, 'env', '-i', ...environment, './gpu-check', '--short', '--budget', '240'];
    const { status, stderr } = spawnSync(command!, args, { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    const report = JSON.parse(readFileSync(join(folder, 'gpu-check.json'), 'utf8')) as CheckReport;
    expect(report.parts.flatMap(({ failure }) => failure ?? [])).toEqual([]);
    expect(report.parts.flatMap((part) => part.findings.filter(({ result }) => result === 'failed'))).toEqual([]);
    expect(status).toBe(0);
    for (const { id, findings } of report.parts) {
      expect(findings.filter(({ result }) => result !== 'not run').length, id).toBeGreaterThan(0);
    }
  }, 400_000);
});
