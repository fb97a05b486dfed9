import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));

test('the example of README.md runs in a clean process and prints what it says', () => {
  const example = /```ts\n([\s\S]*?)```/.exec(readFileSync(`${folder}README.md`, 'utf8'))?.[1] ?? '';
  const expected = [...example.matchAll(/\/\/ prints (.*)$/gm)].map(([, line]) => line);
  expect(expected.length).toBeGreaterThan(0);
  const conditions = process.env['HKMEM_TEST_DIST'] ? [] : ['--conditions=@hkmem/source'];
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...conditions, '--input-type=module-typescript', '--eval', example],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  expect({ stdout: stdout.trim().split('\n'), stderr, status }).toEqual({ stdout: expected, stderr: '', status: 0 });
});
