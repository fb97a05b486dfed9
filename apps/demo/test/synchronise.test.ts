import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { picture } from './browser.ts';
import { siteSuite } from './site-suite.ts';

const shown = async (page: Page, name: string): Promise<number> =>
  Number((await page.getByTestId(name).textContent())!.replace('−', '-'));

siteSuite(false, (site) => {
  test('attracting oscillators agree, their energy falls, and a held neuron stays where it is put', async () => {
    const { page, faults } = await site.open('?backend=wasm&sync.space=circle');
    const scene = page.locator('#synchronise');
    await scene.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('[data-testid=sync-order]')?.textContent?.trim() !== '');
    const [order, energy] = [await shown(page, 'sync-order'), await shown(page, 'sync-energy')];
    expect(order).toBeLessThan(0.5);
    await scene.getByRole('button', { name: 'Run', exact: true }).click();
    await page.waitForFunction(
      () => document.querySelector('[data-testid=sync-order]')?.textContent === '1.00',
      undefined,
      { timeout: 90_000 },
    );
    expect(await shown(page, 'sync-energy')).toBeLessThan(energy);
    // All at one place now: holding one of them elsewhere costs energy, letting go gives it back.
    const settled = await shown(page, 'sync-energy');
    const pad = scene.locator('[role=application]');
    await pad.focus();
    await page.keyboard.press('.');
    for (let turn = 0; turn < 10; turn++) await page.keyboard.press('ArrowRight');
    await page.waitForFunction(
      (before) =>
        Number(document.querySelector('[data-testid=sync-energy]')?.textContent?.replace('−', '-')) > before + 1,
      settled,
      { timeout: 90_000 },
    );
    await picture(page, 'synchronise-wide', '#synchronise');
    await page.keyboard.press('Escape');
    await page.waitForFunction(
      (before) =>
        Number(document.querySelector('[data-testid=sync-energy]')?.textContent?.replace('−', '-')) < before + 0.1,
      settled,
      { timeout: 90_000 },
    );
    expect(faults).toEqual([]);
  });

  test('repelling oscillators on the sphere do not agree', async () => {
    const query = '?backend=wasm&sync.pull=repel&sync.graph=complete&sync.neurons=36';
    const { page, faults } = await site.open(query, { viewport: { width: 390, height: 844 } });
    await page.locator('#synchronise .stage').first().scrollIntoViewIfNeeded();
    await page.locator('#synchronise').getByRole('button', { name: 'Run', exact: true }).click();
    await page.waitForFunction(
      () => Number(document.querySelector('[data-testid=sync-order]')?.textContent || 1) < 0.05,
      undefined,
      { timeout: 90_000 },
    );
    await picture(page, 'synchronise-narrow', '#synchronise');
    expect(faults).toEqual([]);
  });
});
