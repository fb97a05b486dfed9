import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { describeOn } from '@hkmem/vitest-preset/device';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserAbsence, launch, open, picture } from './browser.ts';
import { type SiteServer, serveSite } from './site-server.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeWindow {
  readonly axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
}

describeOn('browser', browserAbsence, () => {
  let browser: Browser;
  let server: SiteServer;
  beforeAll(async () => {
    browser = await launch();
    server = await serveSite(false);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test.for(['light', 'dark'] as const)('axe finds no serious fault in the %s page', async (theme) => {
    const { page, faults } = await open(browser, `${server.address}?backend=wasm&theme=${theme}`);
    await page.locator('#restore [data-state=done]').waitFor({ timeout: 60_000 });
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
    await page.context().close();
  });

  test.for([360, 768, 3840])('nothing is wider than a window of %i pixels', async (width) => {
    const { page, faults } = await open(browser, `${server.address}?backend=wasm`, {
      viewport: { width, height: 900 },
    });
    await page.locator('#restore [data-state=done]').waitFor({ timeout: 60_000 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await picture(page, `page-${width}`);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('the first load, without weights, stays within 900 kB compressed', async () => {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
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
    await page.goto(`${server.address}?backend=wasm`);
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
