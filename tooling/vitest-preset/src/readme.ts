import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Runs every TypeScript block of the README.md above `testUrl` (a module in a folder beside it) by `testExamples`. */
export function testReadme(testUrl: string): void {
  const folder = fileURLToPath(new URL('..', testUrl));
  test('README.md has an example', () => {
    expect(examplesOf(`${folder}README.md`).length).toBeGreaterThan(0);
  });
  testExamples(folder, 'README.md');
}

/**
 * Runs every TypeScript block of a page (`path` below `folder`) in a clean Node process on the built packages that
 * `folder` may import. What a block prints must be what its `// prints ...` comments say, in order, and nothing may be
 * written to stderr.
 */
export function testExamples(folder: string, path: string): void {
  test.for(examplesOf(`${folder}${path}`).map((code, n) => [n + 1, code] as const))(
    `example %i of ${path} prints what it says`,
    ([, code]) => {
      const printed = [...code.matchAll(/\/\/ prints (.*)$/gm)].map(([, line]) => line);
      expect(printed).not.toHaveLength(0);
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        ['--input-type=module-typescript', '--eval', code],
        {
          cwd: folder,
          encoding: 'utf8',
          env: { ...process.env, NODE_OPTIONS: '' },
        },
      );
      expect({ stdout: stdout.trim().split('\n'), stderr, status }).toEqual({ stdout: printed, stderr: '', status: 0 });
    },
  );
}

function examplesOf(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);
}
