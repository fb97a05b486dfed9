import { preset } from '@hkmem/vitest-preset';
import { playwright } from '@vitest/browser-playwright';
import { defaultClientConditions } from 'vite';
import type { ViteUserConfig } from 'vitest/config';
import { browserAbsence, chromiumFlags, chromiumPath } from './build/chromium.ts';
import { takePageFaults, watchPage } from './build/page-faults.ts';

const source = process.env['HKMEM_TEST_DIST'] ? [] : ['@hkmem/source'];

/** Tests that run in Chromium, on pages that are cross-origin isolated, which gives them shared memory. */
const inBrowser: ViteUserConfig = {
  ...preset({
    setupFiles: ['src/no-faults.ts'],
    browser: {
      enabled: true,
      headless: true,
      ui: false,
      screenshotFailures: false,
      // A page that is opened while other suites start waits for what is bundled ahead of it.
      connectTimeout: 240_000,
      provider: playwright({ launchOptions: { executablePath: chromiumPath, args: [...chromiumFlags] } }),
      instances: [{ browser: 'chromium' }],
      commands: { watchPage, takePageFaults },
    },
  }),
  define: { 'process.env.HKMEM_REQUIRE': JSON.stringify(process.env['HKMEM_REQUIRE'] ?? '') },
  resolve: { conditions: [...source, ...defaultClientConditions] },
  server: {
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
  },
  // All that is bundled ahead is named, since a page reloads when a bundle is made while it runs.
  optimizeDeps: {
    include: [
      'fast-check',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgpu',
    ],
  },
};

const config: ViteUserConfig = browserAbsence === undefined ? inBrowser : preset({ include: ['absent/*.test.ts'] });

export default config;
