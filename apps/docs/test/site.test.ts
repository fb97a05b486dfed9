import { mkdirSync } from 'node:fs';
import { describeOn } from '@hkmem/vitest-preset/device';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StaticServer, serveFolder } from '../scripts/static-server.ts';
import { browserAbsence, built, launchOptions, screenshots } from './browser.ts';

/** A page with everything that went wrong on it: console errors, failed requests, requests to other hosts. */
interface WatchedPage {
  readonly page: Page;
  readonly faults: readonly string[];
}

describeOn('browser', browserAbsence, () => {
  let browser: Browser;
  let server: StaticServer;
  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    browser = await chromium.launch(launchOptions);
    server = await serveFolder(built, '/some/folder/docs/');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  async function open(path: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const context = await browser.newContext({
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    const page = await context.newPage();
    const faults: string[] = [];
    const host = new URL(server.address).host;
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`page: ${error.message}`));
    page.on('request', (request) => {
      const { protocol, host: asked } = new URL(request.url());
      if (protocol.startsWith('http') && asked !== host) faults.push(`another host: ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
    });
    await page.goto(`${server.address}${path}`, { waitUntil: 'networkidle' });
    return { page, faults };
  }

  test('from a folder of a host: the first page leads through the guide to the reference, and back', async () => {
    const { page, faults } = await open('');
    await page.getByRole('link', { name: 'Five-minute start' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Five-minute start' }).waitFor();
    expect(page.url()).toBe(`${server.address}guide/start.html`);
    await page.locator('main').getByRole('link', { name: 'others are faster' }).click();
    await page.getByRole('heading', { level: 1, name: 'Backend' }).waitFor();
    await page.getByRole('link', { name: 'Reference', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Reference' }).waitFor();
    await page.locator('main').getByRole('link', { name: '@hkmem/training/formats' }).click();
    await page.getByRole('heading', { level: 1, name: '@hkmem/training/formats' }).waitFor();
    expect(page.url()).toBe(`${server.address}api/@hkmem/training/formats.html`);
    const demo = page.getByRole('link', { name: 'Demo', exact: true }).first();
    expect(await demo.evaluate((link: HTMLAnchorElement) => link.href)).toBe(new URL('../', server.address).href);
    await page.locator('header').getByRole('link', { name: 'hkmem', exact: true }).click();
    await page.getByText('Threshold units that remember').first().waitFor();
    expect(new URL(page.url()).pathname).toBe(new URL(server.address).pathname);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('a deep page opened directly has links that work, also after going elsewhere', async () => {
    const { page, faults } = await open('api/@hkmem/backend/conformance.html');
    await page.getByRole('link', { name: 'Guide', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Install' }).waitFor();
    await page.getByRole('link', { name: 'Concepts', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Concepts' }).waitFor();
    const images = page.locator('main img');
    expect(await images.count()).toBeGreaterThan(0);
    await images.last().scrollIntoViewIfNeeded();
    await expect.poll(() => images.last().evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    expect(await page.locator('main mjx-container').count()).toBeGreaterThan(5);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('search finds rk4 in guide and reference, and leads there', async () => {
    const { page, faults } = await open('guide/install.html');
    await page.locator('.DocSearch-Button').click();
    await page.locator('#localsearch-input').fill('rk4');
    const results = page.locator('#localsearch-list a');
    await results.first().waitFor();
    const addresses = await results.evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
    const found = addresses.map((address) => address.replace(server.address, ''));
    expect(found.some((address) => address.startsWith('guide/solvers.html'))).toBe(true);
    const symbol = found.indexOf('api/@hkmem/dynamics.html#rk4');
    expect(symbol, found.join(' ')).toBeGreaterThanOrEqual(0);
    await page.screenshot({ path: `${screenshots}search.png` });
    await results.nth(symbol).click();
    await page.getByRole('heading', { level: 3, name: 'rk4', exact: false }).first().waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('nothing is wider than a window of 360 pixels, nor than one of 1280, and no program is cut off', async () => {
    for (const path of [
      '',
      'guide/concepts.html',
      'guide/install.html',
      'guide/recipes.html',
      'guide/editing.html',
      'api/@hkmem/dynamics.html',
    ]) {
      const { page, faults } = await open(path);
      const name = path === '' ? 'index' : path.replace(/^.*\/|\.html$/g, '');
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        const text = `${path} at ${width}`;
        expect(await page.evaluate(() => document.documentElement.scrollWidth), text).toBeLessThanOrEqual(width);
        const cut = await page
          .locator('[class*=language-]:not(.language-txt) pre')
          .evaluateAll((blocks) => blocks.filter((block) => block.scrollWidth > block.clientWidth).length);
        expect(cut, text).toBe(0);
        await page.screenshot({ path: `${screenshots}${name}-${width}.png` });
      }
      expect(faults).toEqual([]);
      await page.context().close();
    }
  });

  test('follows the dark setting of the system', async () => {
    const { page, faults } = await open('guide/concepts.html', { colorScheme: 'dark' });
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const shades = background.match(/\d+/g)!.map(Number);
    expect(Math.max(...shades.slice(0, 3))).toBeLessThan(64);
    await page.screenshot({ path: `${screenshots}concepts-dark.png` });
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
