import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeAdapters } from '@hkmem/backend-webgpu';
import { describeOn } from '@hkmem/vitest-preset/device';
import { useSoftwareDevice } from '@hkmem/vitest-preset/software-device';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import type { CheckReport } from './check/check.ts';

await useSoftwareDevice();
const { absence } = await describeAdapters();
const main = fileURLToPath(new URL('main.ts', import.meta.url));

function gpuCheck(args: readonly string[], environment: NodeJS.ProcessEnv = {}): { code: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return { code: status, text: stdout + stderr };
}

test('help names the parts; parts and times that are not known are refused', () => {
  const help = gpuCheck(['--help']);
  expect(help.code).toBe(0);
  expect(help.text).toMatch(/adapter, fixtures, weights, training,\s+peaks, rows,\s+conformance/);
  expect(gpuCheck(['--only', 'fixture']).text).toMatch(/Got 'fixture', allowed are adapter, fixtures/);
  expect(gpuCheck(['--budget', '5']).text).toMatch(/Allowed is a whole number from 20/);
}, 60_000);

test('a driver that is not there is named, and no report is written', () => {
  const out = temporaryFolder();
  const { code, text } = gpuCheck(['--out', out], { VK_ICD_FILENAMES: '/nowhere/driver.json' });
  expect(code).toBe(2);
  expect(text).toMatch(/Vulkan(Loader|Driver)MissingError: /);
  expect(existsSync(join(out, 'gpu-check.json'))).toBe(false);
}, 60_000);

describeOn('webgpu', absence, () => {
  test('a short check passes, keeps to its time and writes both reports', () => {
    const out = temporaryFolder();
    const args = ['--short', '--budget', '100', '--only', 'fixtures,weights,training,rows', '--out', out];
    const { code, text } = gpuCheck(args);
    const report = JSON.parse(readFileSync(join(out, 'gpu-check.json'), 'utf8')) as CheckReport;
    const markdown = readFileSync(join(out, 'gpu-check.md'), 'utf8');
    expect(report.parts.map(({ id }) => id)).toEqual(['adapter', 'fixtures', 'weights', 'training', 'rows']);
    expect(text).toContain(report.adapter);
    expect(report.parts.map(({ failure }) => failure)).toEqual(Array(5).fill(undefined));
    const findings = report.parts.flatMap((part) => part.findings);
    // What has no time on a busy machine is named; nothing may fail.
    expect(findings.filter(({ result }) => result === 'failed')).toEqual([]);
    expect(report.failed).toBe(false);
    expect(code).toBe(0);
    for (const { what } of findings) expect(markdown).toContain(what);
    expect(markdown.match(/^## /gm)).toHaveLength(5);
  }, 200_000);
});
