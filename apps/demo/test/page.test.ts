import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { picture } from './browser.ts';
import { siteSuite } from './site-suite.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeWindow {
  readonly axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
}

siteSuite(false, (site) => {
  test.for(['light', 'dark'] as const)('axe finds no serious fault in the %s page', async (theme) => {
    const { page, faults } = await site.open(`?backend=wasm&theme=${theme}`);
    await page.locator('#restore [data-state=done]').waitFor({ timeout: 90_000 });
    await page.locator('#bind').scrollIntoViewIfNeeded();
    await page.locator('#bind [data-state=done]').waitFor({ timeout: 90_000 });
    await page.addScriptTag({ path: axe });
    const { violations } = await page.evaluate(() => (window as unknown as AxeWindow).axe.run());
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual(
      [],
    );
    if (theme === 'dark') await picture(page, 'page-dark');
    expect(faults).toEqual([]);
  });

  test.for([360, 768, 3840])('nothing is wider than a window of %i pixels', async (width) => {
    const { page, faults } = await site.open('?backend=wasm', {
      viewport: { width, height: 900 },
    });
    await page.locator('#restore [data-state=done]').waitFor({ timeout: 90_000 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await picture(page, `page-${width}`);
    expect(faults).toEqual([]);
  });

  test('the first load, without weights, stays within 900 kB compressed', async () => {
    const context = await site.browser.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    const sizes = new Map<string, number>();
    const bodies: Promise<void>[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/weights/') || !response.ok()) return;
      bodies.push(
        response.body().then((body) => {
          const packed = /\.(woff2)$/.test(response.url()) ? body.length : gzipSync(body).length;
          sizes.set(response.url(), packed);
        }),
      );
    });
    await page.goto(`${site.address}?backend=wasm`);
    await page.locator('[data-phase=ready]').waitFor();
    await page.locator('html[data-scenes=all]').waitFor();
    await page.waitForTimeout(500);
    await Promise.all(bodies);
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    // Scenes that are made a little later are counted, too.
    expect([...sizes.keys()].some((url) => /Backends-/.test(url))).toBe(true);
    expect(total).toBeGreaterThan(100_000);
    expect(total, [...sizes].map(([url, size]) => `${size} ${url}`).join('\n')).toBeLessThan(900_000);
    await context.close();
  });
});
