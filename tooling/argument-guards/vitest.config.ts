import { defineConfig } from 'vitest/config';

// Without the preset, which is built on this package.
export default defineConfig({
  test: { include: ['src/**/*.test.ts'], reporters: ['default', ['json', { outputFile: 'test-results.json' }]] },
});
