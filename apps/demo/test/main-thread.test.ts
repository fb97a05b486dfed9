import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { siteSuite } from './site-suite.ts';

/** How often the axes of the line plots of a scene were drawn, plot by plot. */
const drawsIn = (page: Page, scene: string): Promise<number[]> =>
  page
    .locator(`${scene} [data-plot=lines]`)
    .evaluateAll((plots) => plots.map((plot) => Number((plot as HTMLElement).dataset['draws'] ?? 0)));

siteSuite(true, (site) => {
  test('plots draw their axes for a result, not for a frame', async () => {
    const context = await site.browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${site.address}?backend=wasm#classify`);
    await page.locator('#classify [data-state=done]').waitFor({ timeout: 90_000 });
    const before = (await drawsIn(page, '#classify'))[0]!;
    await page.getByRole('button', { name: 'Recall', exact: true }).click();
    await page.locator('#classify [data-state=done][data-run="2"]').waitFor({ timeout: 90_000 });
    // The same image again: 49 frames in the window of energies that stands.
    expect((await drawsIn(page, '#classify'))[0]! - before).toBeLessThanOrEqual(2);
    const played = await drawsIn(page, '#classify');
    const slider = page.locator('#classify').getByLabel('Time of the recall');
    const cursor = () => page.locator('#classify [data-plot=lines] circle').first().getAttribute('cx');
    const places = new Set<string | null>();
    for (let step = 0; step <= 48; step += 8) {
      await slider.fill(String(step));
      places.add(await cursor());
    }
    expect(places.size).toBe(7);
    expect(await drawsIn(page, '#classify')).toEqual(played);

    await page.locator('#synchronise .stage').first().scrollIntoViewIfNeeded();
    const energy = page.getByTestId('sync-energy');
    await page.waitForFunction(() => document.querySelector('[data-testid=sync-energy]')?.textContent?.trim());
    const first = await energy.textContent();
    // Some thirty frames; the window of time moves on every hundred, that of energy while it is found.
    await page.waitForTimeout(1500);
    expect(await energy.textContent()).not.toBe(first);
    for (const draws of await drawsIn(page, '#synchronise')) expect(draws).toBeLessThanOrEqual(6);
    await context.close();
  });
});
