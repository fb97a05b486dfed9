import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { open, picture, type WatchedPage } from './browser.ts';
import { siteSuite } from './site-suite.ts';

const back = 'It is back, to the last pixel.';

/** Waits until what the meter says matches. */
function metered(page: Page, words: RegExp): Promise<void> {
  return expect
    .poll(() => page.getByTestId('remember-meter').textContent(), { timeout: 90_000 })
    .toMatch(words) as Promise<void>;
}

function answered(page: Page, words: string | RegExp): Promise<void> {
  return expect
    .poll(() => page.getByTestId('remember-answer').textContent(), { timeout: 90_000 })
    .toMatch(words) as Promise<void>;
}

/** Waits for the cue after the one that came to its end at `run`. */
async function next(page: Page, run: number): Promise<number> {
  const ended = () => page.locator('#remember [data-state=done]').getAttribute('data-run', { timeout: 90_000 });
  await expect.poll(async () => Number(await ended()), { timeout: 90_000 }).toBeGreaterThan(run);
  return Number(await ended());
}

siteSuite(false, (site) => {
  // One page, on which pictures stay as the first test leaves them.
  let watched: WatchedPage;
  beforeAll(async () => {
    watched = await open(site.browser, `${site.address}?backend=wasm#remember`);
  });
  afterAll(() => watched.page.context().close());

  test('ten digits are stored and restored to the pixel; each rule says what it forgets', async () => {
    const { page, faults } = watched;
    const scene = page.locator('#remember');
    await answered(page, back);
    await metered(page, /^\s*10 stored, 0 forgotten; of random ones the rule holds 784/);
    let run = 1;
    for (const damage of ['noise', 'cover']) {
      await scene.getByLabel(damage, { exact: true }).check();
      run = await next(page, run);
      await answered(page, back);
    }
    await scene.getByLabel('Hebb', { exact: true }).check();
    await metered(page, /10 stored, ([1-9]|10) forgotten; of random ones the rule holds about 108/);
    await answered(page, /^It (became|is lost)/);
    await scene.getByLabel('dense', { exact: true }).check();
    await metered(page, /10 stored, 0 forgotten; of random ones the rule holds about 10¹¹⁸/);
    await answered(page, back);
    await scene.getByLabel('perceptron', { exact: true }).check();
    await metered(page, /10 stored, 0 forgotten; of random ones the rule holds about 940/);
    await answered(page, /^It is back/);
    await picture(page, 'remember', '#remember');
    expect(faults).toEqual([]);
  });

  test('pictures are added until it forgets, taken out again, and refused in the words of the rule', async () => {
    const { page, faults } = watched;
    const scene = page.locator('#remember');
    await scene.getByLabel('Storkey', { exact: true }).check();
    await metered(page, /^\s*10 stored, [1-9] forgotten/);
    await scene.getByLabel('projection', { exact: true }).check();
    await metered(page, /10 stored, 0 forgotten/);
    await scene.getByRole('button', { name: 'Ten more digits' }).click();
    await metered(page, /20 stored, 0 forgotten/);
    await scene.getByRole('button', { name: 'Forget picture' }).click();
    await metered(page, /19 stored/);
    await scene.getByRole('button', { name: 'Store it' }).click();
    await expect
      .poll(() => scene.getByRole('alert').textContent(), { timeout: 90_000 })
      .toMatch(/it equals pattern \d+/);
    await metered(page, /19 stored/);
    await scene.getByRole('button', { name: 'A hundred random' }).click();
    await metered(page, /119 stored, 0 forgotten/);
    expect(faults).toEqual([]);
  });
});
