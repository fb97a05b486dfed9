import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

test('an import of a name that is computed tells bundlers to leave it, so that none of them warns', () => {
  const computed = globSync('packages/*/src/**/*.ts', { cwd: root }).flatMap((path) =>
    [
      ...readFileSync(`${root}/${path}`, 'utf8').matchAll(
        /(?<=\b(?:await|return)\s|=>\s|=\s|\()import\(((?:[^)'"`]|\/\*.*?\*\/)+)\)/g,
      ),
    ]
      .filter(([, argument]) => !path.endsWith('.test.ts') && /\w$/.test(argument!.trim()))
      .map(([, argument]) => ({ path, argument: argument! })),
  );
  expect(computed.length).toBeGreaterThan(0);
  for (const { path, argument } of computed) {
    expect(argument, path).toContain('webpackIgnore: true');
    expect(argument, path).toContain('@vite-ignore');
  }
});
