import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserAbsence, visit } from '@hkmem/pack-test/browser';
import { describeOn } from '@hkmem/vitest-preset/device';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

describeOn('browser', browserAbsence, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hkmem-page-'));
  beforeAll(async () => {
    const root = fileURLToPath(new URL('../backend-in-page', import.meta.url));
    const configFile = join(root, 'vite.config.ts');
    await build({ root, configFile, logLevel: 'warn', build: { outDir: join(folder, 'dist'), emptyOutDir: true } });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('the page swaps its backend, and every backend settles alike', async () => {
    const { value: answers, faults } = await visit(folder, '', async (page) => {
      const seen: { about: string | null; agreement: number }[] = [];
      for (const name of ['auto', 'cpu', 'webgpu', 'wasm']) {
        if (name !== 'auto') await page.locator('#backend').selectOption(name);
        await page.locator('#result:not(:empty)').waitFor({ timeout: 90_000 });
        const [about, result] = await Promise.all(['#about', '#result'].map((id) => page.locator(id).textContent()));
        seen.push({ about: about!, agreement: Number(/agree to (\S+),/.exec(result!)?.[1]) });
      }
      return seen;
    });
    expect(faults).toEqual([]);
    // The page is opened with a GPU that is emulated on the processor, which auto passes over.
    expect(answers.map(({ about }) => about!.split(':')[0])).toEqual(['wasm', 'cpu', 'webgpu', 'wasm']);
    const [, { agreement: reference }] = answers as [unknown, { agreement: number }];
    expect(reference).toBeGreaterThan(0.8);
    // Printed with three digits; adaptive steps at rtol 1e-3 may differ in float32.
    for (const { agreement } of answers) expect(Math.abs(agreement - reference)).toBeLessThan(2e-3);
  });
});
