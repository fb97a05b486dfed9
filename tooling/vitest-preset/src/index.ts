import { argumentGuards } from '@hkmem/argument-guards';
import type { ViteUserConfig } from 'vitest/config';

/**
 * Tests beside their source (`src/**\/*.test.ts`) or under `test/`. Packages resolve to their sources;
 * with HKMEM_TEST_DIST=1 they resolve to their builds. With HKMEM_SLOW=1 the slow tests, `*.slow.test.ts`, are run, and
 * they alone. Results are also written to `test-results.json`.
 */
export function preset(overrides: NonNullable<ViteUserConfig['test']> = {}): ViteUserConfig {
  const slow = Boolean(process.env['HKMEM_SLOW']);
  const kind = slow ? 'slow.test.ts' : 'test.ts';
  const builds = Boolean(process.env['HKMEM_TEST_DIST']);
  const conditions = builds ? [] : ['@hkmem/source'];
  return {
    plugins: [argumentGuards()],
    resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] },
    ssr: { resolve: { conditions: [...conditions, 'node', 'development|production'] } },
    test: {
      include: [`src/**/*.${kind}`, `test/**/*.${kind}`],
      exclude: slow ? [] : ['**/*.slow.test.ts'],
      passWithNoTests: slow,
      isolate: false,
      maxWorkers: 1,
      ...(builds && { server: { deps: { external: [/\/dist\/[^?]*\.js$/] } } }),
      testTimeout: 120_000,
      hookTimeout: 120_000,
      reporters: ['default', ['json', { outputFile: 'test-results.json' }]],
      ...overrides,
    },
  };
}
