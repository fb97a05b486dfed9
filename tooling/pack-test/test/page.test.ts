import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeOn } from '@hkmem/vitest-preset/device';
import { beforeAll, expect, inject, test } from 'vitest';
import { browserAbsence, visit } from '../src/browser.ts';
import { type Bundle, bundle } from '../src/bundle.ts';

const { library } = inject('prepared');

describeOn('browser', browserAbsence, () => {
  let built: Bundle;
  beforeAll(async () => {
    cpSync(fileURLToPath(new URL('../page', import.meta.url)), library, { recursive: true });
    const assets = join(library, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
    cpSync(assets, join(library, 'public/tfjs'), { recursive: true, filter: (path) => !/\.(js|ts|map)$/.test(path) });
    // Not a lower one: the page waits for modules at its top level.
    built = await bundle({ root: library, build: { target: 'es2023', chunkSizeWarningLimit: 2000 } });
  });

  test('a page is bundled without a warning', () => {
    expect(built.warnings).toEqual([]);
  });

  test.for(['wasm', 'webgpu', 'cpu'])('it trains and recalls on %s', async (name) => {
    const { value, faults } = await visit(library, `?backend=${name}`, async (page) => {
      await page.locator('body[data-done]').waitFor({ timeout: 90_000 });
      return page.locator('#result').textContent();
    });
    expect(faults).toEqual([]);
    expect(JSON.parse(value!)).toMatchObject({ backend: name, ended: 'finished', falls: true, points: true });
  });
});
