import { describeOn } from '@hkmem/vitest-preset/device';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserAbsence, launch, open, picture } from './browser.ts';
import { type SiteServer, serveSite } from './site-server.ts';

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

  test('ten digits are stored and restored; another rule forgets them, as do too many', async () => {
    const { page, faults } = await open(browser, `${server.address}?backend=wasm`);
    const scene = page.locator('#store');
    await scene.scrollIntoViewIfNeeded();
    await page.locator('#store [data-state=done]').waitFor({ timeout: 60_000 });
    const answer = page.getByTestId('store-answer');
    const meter = page.getByTestId('store-meter');
    expect(await meter.textContent()).toContain('10 stored, 0 forgotten');
    expect(await answer.textContent()).toBe('It is back, to the last pixel.');
    for (const damage of ['noise', 'cover']) {
      await scene.getByLabel(damage, { exact: true }).check();
      await expect.poll(() => answer.textContent(), { timeout: 60_000 }).toBe('It is back, to the last pixel.');
    }

    await scene.getByLabel('Hebb', { exact: true }).check();
    await page.locator('#store [data-state=done]:not([data-forgotten="0"])').waitFor({ timeout: 60_000 });
    expect(await meter.textContent()).toMatch(
      /10 stored, ([1-9]|10) forgotten; of random ones the rule holds about 108/,
    );
    await expect.poll(() => answer.textContent(), { timeout: 60_000 }).not.toBe('It is back, to the last pixel.');

    await scene.getByLabel('projection', { exact: true }).check();
    await page.locator('#store [data-state=done][data-forgotten="0"]').waitFor({ timeout: 60_000 });
    await scene.getByRole('button', { name: 'Store it' }).click();
    await expect.poll(() => meter.textContent(), { timeout: 60_000 }).toContain('11 stored, 0 forgotten');
    await scene.getByRole('button', { name: 'Store it' }).click();
    await expect.poll(() => scene.getByRole('alert').textContent(), { timeout: 60_000 }).toContain('stored already');
    await scene.getByRole('button', { name: /^Forget picture/ }).click();
    await expect.poll(() => meter.textContent(), { timeout: 60_000 }).toContain('10 stored');
    await picture(page, 'store', '#store');
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
