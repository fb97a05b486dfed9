import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { open, picture, type WatchedPage } from './browser.ts';
import { countingBytes, type Fetched, firstControl, readThrough } from './first-visit.ts';
import { siteSuite } from './site-suite.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeWindow {
  readonly axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
}

const sizesOf = ({ sizes }: Fetched): string => [...sizes].map(([url, size]) => `${size} ${url}`).join('\n');
const paper = (page: Page): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate(() => (window as unknown as AxeWindow).axe.run());
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

// One page, read once from top to bottom, serves all of these.
siteSuite(false, (site) => {
  let watched: WatchedPage;
  let page: Page;
  let first: Fetched;
  let all: Fetched;
  beforeAll(async () => {
    let bytes: ReturnType<typeof countingBytes> | undefined;
    watched = await open(site.browser, `${site.address}?backend=wasm`, {}, (made) => {
      bytes = countingBytes(made);
    });
    page = watched.page;
    await firstControl(page);
    first = await bytes!.so();
    await readThrough(page, bytes!.so);
    all = await bytes!.so();
    await page.locator('#bind [data-state=done]').waitFor();
    await page.addScriptTag({ path: axe });
  });
  afterAll(() => page.context().close());

  test('the first control takes half a MB; all scenes take 1.15 MB with weights, those of memories after the first works', () => {
    expect(first.total, sizesOf(first)).toBeGreaterThan(200_000);
    // The library that plots (80 kB) and the next scenes come right after it, and may be on their way by then.
    expect(first.total, sizesOf(first)).toBeLessThan(560_000);
    for (const name of ['memory.bin', 'edit.bin', 'rest-edit.bin']) {
      expect([...first.sizes.keys()].some((url) => url.endsWith(`/${name}`))).toBe(false);
      expect([...all.sizes.keys()].some((url) => url.endsWith(`/${name}`))).toBe(true);
    }
    // Scenes that are made a little later are counted, too.
    expect([...all.sizes.keys()].some((url) => /Backends-/.test(url))).toBe(true);
    expect(all.total, sizesOf(all)).toBeLessThan(1_150_000);
  });

  test('axe finds no serious fault in the light page, nor in the dark one, whether asked for or the system’s', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await seriousFaults(page)).toEqual([]);
    const light = await paper(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await paper(page);
    expect(dark).not.toBe(light);
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, 'page-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('nav').getByRole('radio', { name: 'dark' }).check({ force: true });
    expect(await paper(page)).toBe(dark);
    await page.locator('nav').getByRole('radio', { name: 'auto' }).check({ force: true });
    expect(await paper(page)).toBe(light);
  });

  test.for([360, 390, 768, 1280, 1920, 3840])('nothing is wider than a window of %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    // The row at the top is one, and panels stay within the window with something in them.
    expect((await page.locator('nav').boundingBox())!.height).toBeLessThan(Math.max(60, 0.03 * width));
    const empty = await page
      .locator('.panel')
      .evaluateAll((panels) => panels.filter((panel) => panel.clientHeight < 60 || panel.clientWidth < 150).length);
    expect(empty).toBe(0);
    await picture(page, `page-${width}`);
  });

  test('no line of a chart is drawn beyond its edges', async () => {
    const lines = page.locator('[data-plot=lines] path[stroke-opacity]');
    expect(await lines.count()).toBeGreaterThan(10);
    expect(await page.locator('[data-plot=lines] [clip-path] path[stroke-opacity]').count()).toBe(await lines.count());
  });

  test('on paper bars, legends and buttons keep their colours, and the row at the top lies over nothing', async () => {
    await page.setViewportSize({ width: 800, height: 900 });
    await page.emulateMedia({ media: 'print' });
    for (const selector of ['.bar', '.swatch', 'button.main', 'canvas']) {
      const adjust = await page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).printColorAdjust);
      expect(adjust, selector).toBe('exact');
    }
    expect(await page.locator('nav').evaluate((element) => getComputedStyle(element).position)).toBe('static');
    await page.emulateMedia({ media: 'screen' });
  });

  test('and nothing went wrong on it', () => {
    expect(watched.faults).toEqual([]);
  });
});
