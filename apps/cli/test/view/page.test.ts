import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeOn } from '@hkmem/vitest-preset/device';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openRoots } from '../../src/view/open-roots.ts';
import { pageFiles } from '../../src/view/page-files.ts';
import { RunIndex } from '../../src/view/run-index.ts';
import { serveView } from '../../src/view/view-server.ts';
import { hkmem } from '../capture.ts';
import { growRun, makeRun, onePixel, twoImages } from './made-runs.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const absence = existsSync(executablePath) ? undefined : `no Chromium at ${executablePath}; set CHROMIUM_PATH`;
const patient = { timeout: 180_000 };
const hostile = '<img src=x onerror=hacked()>';

describeOn('browser', absence, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--headless=new'] });
  }, 60_000);
  afterAll(() => browser?.close());

  function madeRoot(): string {
    const root = mkdtempSync(join(tmpdir(), 'hkmem-view-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    return root;
  }

  async function opened(address: string): Promise<{ page: Page; faults: string[] }> {
    const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(45_000);
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      const own = new URL(address);
      if (protocol !== 'data:' && (protocol !== own.protocol || host !== own.host)) faults.push(request.url());
    });
    await page.goto(address);
    return { page, faults };
  }

  async function served(root: string): Promise<string> {
    const server = await serveView(new RunIndex(await openRoots([root])), await pageFiles(), { port: 0, every: 50 });
    onTestFinished(() => server.close());
    return server.address;
  }

  async function violations(page: Page): Promise<string[]> {
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    // The page lets no script in but its own; that of the test comes over the debugger.
    if (!(await page.evaluate('"axe" in globalThis'))) {
      await page.evaluate((await import('node:fs')).readFileSync(axe, 'utf8'));
    }
    return page.evaluate(async () => {
      const { axe: engine } = globalThis as unknown as {
        axe: {
          run(options: { preload: boolean }): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
        };
      };
      return (await engine.run({ preload: false })).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
      );
    });
  }

  test(
    'curves appear and grow with their run, settings show what differs, and the address keeps the view',
    patient,
    async () => {
      const root = madeRoot();
      const first = makeRun(root, 'base-1', {
        losses: [8, 4, 2],
        looks: { 2: 0.5 },
        settings: { optimiser: { rate: 0.1 } },
      });
      makeRun(root, 'base-2', { losses: [9, 7], settings: { optimiser: { rate: 0.2 } } });
      makeRun(root, 'other-3', { losses: [1], settings: { task: 'other' } });
      writeFileSync(join(first, 'figures/curves.png'), onePixel);
      const { page, faults } = await opened(await served(root));
      const option = (name: string) => page.locator('[role=option]', { hasText: name });
      await option('base-1').click();
      await option('base-2').click();
      const loss = page.locator('[data-curves=loss]');
      await expect.poll(() => loss.getAttribute('data-points'), { timeout: 30_000 }).toBe('5');
      await expect.poll(() => page.locator('[data-curves=loss] path[d^=M]').count()).toBeGreaterThan(2);
      growRun(first, 4, [1, 0.5]);
      await expect.poll(() => loss.getAttribute('data-points'), { timeout: 30_000 }).toBe('7');
      expect(await loss.getAttribute('data-end')).toBe('5');
      expect(await violations(page)).toEqual([]);

      await page.keyboard.press('2');
      const differing = page.locator('tr[data-differs=true]');
      await expect.poll(() => differing.count()).toBe(1);
      expect(await differing.textContent()).toMatch(/optimiser\.rate.*0\.1.*0\.2/s);
      expect(await differing.locator('mark').count()).toBe(2);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('searchbox').fill('rate<0.15');
      await expect.poll(() => page.locator('[role=option]').count()).toBe(1);
      await expect.poll(() => page.url()).toContain('filter=rate');
      expect(new URL(page.url()).searchParams.get('runs')).toBe('base-1,base-2');

      const again = await opened(page.url());
      await expect.poll(() => again.page.locator('tr[data-differs=true] mark').count(), { timeout: 30_000 }).toBe(2);
      expect(await again.page.locator('[role=option]').count()).toBe(1);
      await page.getByRole('searchbox').fill('');
      await page.getByRole('listbox').focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await page.getByRole('img', { name: 'Figure curves.png' }).or(page.getByText('No run')).first().waitFor();
      expect(await violations(page)).toEqual([]);
      expect([...faults, ...again.faults]).toEqual([]);
    },
  );

  test(
    'the last look shows each image as it was shown and recalled, what was answered wrongly, and energies',
    patient,
    async () => {
      const root = madeRoot();
      const folder = makeRun(root, 'base-1', { losses: [2, 1], looks: { 2: 0.5 } });
      writeFileSync(join(folder, 'look.json'), JSON.stringify(twoImages));
      const { page, faults } = await opened(`${await served(root)}?page=run&runs=base-1`);
      await page.getByRole('heading', { name: 'The last look, at update 2' }).waitFor();
      /** How dark each pixel of an image is, from paper 0 to ink 1. */
      const ink = (label: string): Promise<number[]> =>
        page.getByRole('img', { name: label }).evaluate((image) => {
          const canvas = image.querySelector('canvas')!;
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          const light = Array.from({ length: data.length / 4 }, (_, n) => data[4 * n]!);
          const [paper, full] = [Math.max(...light), 29];
          return light.map((value) => Math.round((10 * (paper - value)) / (paper - full)) / 10);
        });
      await expect.poll(() => ink('Image 0 as it was shown')).toEqual([1, 0, 0, 0]);
      expect(await ink('Image 0 as it was recalled')).toEqual([0, 0, 0, 1]);
      expect(await ink('Image 1 as it was recalled')).toEqual([0, 0.5, 0, 0]);
      const captions = page.locator('figcaption');
      expect(await captions.allTextContents()).toEqual(['0: answered 0', '1: answered 7']);
      const colours = await captions.evaluateAll((all) => all.map((caption) => getComputedStyle(caption).color));
      expect(colours[0]).not.toBe(colours[1]);
      await page.getByRole('img', { name: 'Mean energy of these images along the flow: total, hopfield.' }).waitFor();
      // What lies in the folder instead is told, and the rest is shown.
      writeFileSync(join(folder, 'look.json'), JSON.stringify({ ...twoImages, width: 1e9 }));
      growRun(folder, 3, [0.5]);
      await page.reload();
      await page.getByText('look.json: it holds no look').waitFor();
      expect(await page.getByRole('heading', { name: /The last look/ }).count()).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(faults).toEqual([]);
    },
  );

  test('a table over two settings chooses the runs of a cell', patient, async () => {
    const root = madeRoot();
    for (const seed of [1, 2]) {
      for (const rate of [0.1, 0.2]) {
        const settings = { seed, rate };
        makeRun(root, `base-${seed}-${rate}`, { settings, losses: [1], looks: { 1: rate + seed / 10 } });
      }
    }
    const { page, faults } = await opened(`${await served(root)}?page=table`);
    await expect
      .poll(() => page.getByRole('button', { name: '%' }).allInnerTexts(), { timeout: 30_000 })
      .toEqual(['20.0 %', '30.0 %', '30.0 %', '40.0 %']);
    await page.getByLabel('Down').selectOption('rate');
    await page.getByRole('button', { name: '40.0 %' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('runs')).toBe('base-2-0.2');
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('hostile names and settings are text, and thousands of runs are a few rows', patient, async () => {
    const root = madeRoot();
    const settings = { [hostile]: hostile, text: '</script><script>hacked()</script>' };
    const folder = makeRun(root, hostile, { settings, losses: [1] });
    writeFileSync(join(folder, 'report.md'), hostile);
    for (let n = 0; n < 1000; n++) makeRun(root, `base-${n}`, { settings: { seed: n } });
    const { page, faults } = await opened(
      `${await served(root)}?page=settings&runs=${encodeURIComponent(encodeURIComponent(hostile))}`,
    );
    await expect.poll(() => page.getByRole('row', { name: hostile }).count(), { timeout: 60_000 }).toBeGreaterThan(0);
    await expect.poll(() => page.locator('[data-kept]').getAttribute('data-kept'), { timeout: 60_000 }).toBe('1001');
    expect(await page.locator('[role=option]').count()).toBeLessThan(60);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('End');
    await expect.poll(() => page.locator('[aria-posinset="1001"]').count()).toBe(1);
    await page.keyboard.press('4');
    await page.getByText('report.md').first().click();
    await expect.poll(() => page.locator('pre').textContent()).toBe(hostile);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('an exported folder shows the same from its files, without a server', patient, async () => {
    const root = madeRoot();
    const folder = makeRun(root, hostile.replaceAll('/', ''), { losses: [4, 2, 1], looks: { 3: 0.7 } });
    writeFileSync(join(folder, 'figures/curves.png'), onePixel);
    const out = join(madeRoot(), 'shared');
    const { code, stdout, stderr } = await hkmem(['view', root, '--export', out]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^written: .*shared, 1 runs, [\d.]+ MB\n$/);
    const { page, faults } = await opened(`${pathToFileURL(join(out, 'index.html'))}`);
    await expect
      .poll(() => page.locator('[data-curves=loss]').getAttribute('data-points'), { timeout: 30_000 })
      .toBe('3');
    await page.keyboard.press('4');
    await page.getByRole('img', { name: 'Figure curves.png' }).waitFor();
    await expect.poll(() => page.evaluate('document.querySelector("main img").naturalWidth')).toBe(1);
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
    expect((await hkmem(['view', root, '--export', out])).stderr).toContain('holds files. Give a folder that is new');
  });
});
