import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/**
 * Runs every TypeScript block of the README.md above `testUrl` (a module in a folder beside it) in a clean Node
 * process on the built packages. What a block prints must be what its `// prints ...` comments say, in order, and
 * nothing may be written to stderr.
 */
export function testReadme(testUrl: string): void {
  const folder = fileURLToPath(new URL('..', testUrl));
  const blocks = [...readFileSync(`${folder}README.md`, 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, code]) => code!,
  );
  test('README.md has an example', () => {
    expect(blocks.length).toBeGreaterThan(0);
  });
  test.for(blocks.map((code, n) => [n + 1, code] as const))(
    'example %i of README.md prints what it says',
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
