import { cpus } from 'node:os';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { open, picture } from './browser.ts';
import { serveSite } from './site-server.ts';
import { siteSuite } from './site-suite.ts';

/** What the page says that it computes on. */
async function threadsSaid(page: Page): Promise<string> {
  await page.locator('[data-phase=ready]').waitFor();
  return (await page.getByTestId('in-use').textContent())!;
}

siteSuite(true, (site) => {
  test('on an isolated page wasm uses several threads, and every backend meets the reference values', async () => {
    const { page, faults } = await site.open('?backend=wasm');
    expect(await threadsSaid(page)).toMatch(cpus().length > 1 ? /[2-9] threads/ : /1 thread/);
    const scene = page.locator('#backends');
    await scene.scrollIntoViewIfNeeded();
    await scene.getByRole('button', { name: 'Check it here' }).click();
    for (const name of ['webgpu', 'wasm', 'cpu']) {
      const row = page.getByTestId(`agreement-${name}`);
      await row.waitFor({ timeout: 150_000 });
      expect(await row.locator('td').first().textContent()).toBe('22 of 22');
    }
    await picture(page, 'backends-wide', '#backends');
    await page.setViewportSize({ width: 390, height: 844 });
    await picture(page, 'backends-narrow', '#backends');
    expect(faults).toEqual([]);
  });

  test('on another page wasm uses one thread, and the page says so', async () => {
    const plain = await serveSite(false);
    onTestFinished(() => plain.close());
    const { page, faults } = await open(site.browser, `${plain.address}?backend=wasm`);
    expect(await threadsSaid(page)).toMatch(/1 thread/);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('a backend that is not there is said to be so, and another one serves', async () => {
    const context = await site.browser.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    // The worker finds no WebGPU, as in a browser that has none.
    await page.route('**/*compute.worker*', async (route) => {
      const response = await route.fetch();
      const body = `delete WorkerNavigator.prototype.gpu;\n${await response.text()}`;
      await route.fulfill({ response, body });
    });
    await page.goto(`${site.address}?backend=webgpu`);
    await page.locator('[data-phase=ready]').waitFor();
    expect(await page.getByTestId('backend').getAttribute('data-backend')).toBe('wasm');
    expect(await page.locator('.notice').textContent()).toMatch(/'webgpu' is not available.*Now on wasm/s);
    await context.close();
  });
});
