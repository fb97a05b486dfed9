import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { open, picture, type WatchedPage } from './browser.ts';
import { siteSuite } from './site-suite.ts';

/** The recall whose answers were read last. */
let readRun = 0;

/** Waits for a recall after that one. */
async function newRun(page: Page): Promise<void> {
  await page.waitForFunction(
    (run) => Number(document.querySelector('#bind [data-run]')?.getAttribute('data-run')) > run,
    readRun,
    { timeout: 90_000 },
  );
}

async function answers(page: Page): Promise<(string | null)[]> {
  await page.locator('#bind [data-state=done]').waitFor({ timeout: 150_000 });
  readRun = Number(await page.locator('#bind [data-run]').getAttribute('data-run'));
  return Promise.all([0, 1].map((context) => page.getByTestId(`bind-answer-${context}`).textContent()));
}

/** Total energies along a recall; taken again if another one began meanwhile, as after settings that came late. */
async function totalsOfOneRun(page: Page): Promise<number[]> {
  const scene = page.locator('#bind');
  for (;;) {
    await answers(page);
    const totals: number[] = [];
    for (let step = 0; step <= 40; step += 5) {
      await scene.getByLabel('Time of the recall').fill(String(step));
      totals.push(Number((await scene.locator('.legend b').last().textContent())!.replace('−', '-')));
    }
    if (Number(await scene.locator('[data-run]').getAttribute('data-run')) === readRun) return totals;
  }
}

siteSuite(false, (site) => {
  let watched: WatchedPage;
  beforeAll(async () => {
    watched = await open(site.browser, `${site.address}?backend=wasm&edits.disturbed=0#bind`);
  });
  afterAll(() => watched.page.context().close());

  test('beside LoRA of equal size: disturbed, oscillators repair themselves; LoRA answers alike in every context', async () => {
    const { page, faults } = watched;
    const scene = page.locator('#bind');
    const answer = (side: string): Promise<string | null> => page.getByTestId(`edits-${side}`).textContent();
    /** After a comparison that ends after that one. */
    const compared = async (before: number): Promise<number> => {
      await page.waitForFunction(
        (n) => Number(document.querySelector('#bind [data-edits]')?.getAttribute('data-edits')) > n,
        before,
        { timeout: 90_000 },
      );
      return Number(await scene.locator('[data-edits]').getAttribute('data-edits'));
    };
    // Until the reader moves, the page stays at the scene that its address names.
    await page.mouse.wheel(0, 1);
    await scene.locator('.edits-beside').scrollIntoViewIfNeeded();
    let turn = await compared(0);
    expect([await answer('unedited'), await answer('oscillators'), await answer('lora')]).toEqual(['0', '1', '1']);
    await scene.getByLabel('Noise on both edits').fill('2');
    turn = await compared(turn);
    expect(await answer('oscillators')).toBe('1');
    const [start, end] = [...(await page.getByTestId('edits-overlap').textContent())!.matchAll(/\d\.\d\d/g)].map(
      Number,
    );
    expect(start!).toBeLessThan(0.7);
    expect(end!).toBeGreaterThan(0.9);
    const found = await answers(page);
    expect(found[0]).not.toBe(found[1]);
    await scene.getByRole('button', { name: 'Ask LoRA of the same size' }).click();
    await expect.poll(() => page.getByTestId('lora-answer-0').textContent(), { timeout: 90_000 }).toMatch(/\d/);
    expect(await page.getByTestId('lora-answer-1').textContent()).toBe(
      await page.getByTestId('lora-answer-0').textContent(),
    );
    await picture(page, 'edits', '#bind .edits-beside');
    expect(faults).toEqual([]);
  });

  test('the context flips the answer for 0 and for 1, and without coupling it does not', async () => {
    const { page, faults } = watched;
    const scene = page.locator('#bind');
    const wrong: string[] = [];
    await answers(page);
    expect(await scene.getByText(/held fixed in training/).count()).toBe(1);
    expect(await scene.getByText(/learned/).allTextContents()).not.toContainEqual(
      expect.stringMatching(/learned α|learned alpha/),
    );
    for (const digit of ['0', '1']) {
      const radio = scene.locator('.grid').getByLabel(digit, { exact: true });
      if (!(await radio.isChecked())) {
        await radio.check();
        await newRun(page);
      }
      for (let example = 0; example < 4; example++) {
        const got = await answers(page);
        if (got[0] !== digit || got[1] !== String(1 - Number(digit))) wrong.push(`${digit}: ${got}`);
        if (example === 0) await picture(page, `bind-${digit}`, '#bind');
        await scene.getByRole('button', { name: `Another ${digit}` }).click();
        await newRun(page);
      }
    }
    // Eight test images, the first four of each digit; a memory that is right for 94 of 100 may miss one.
    expect(wrong.length, wrong.join('; ')).toBeLessThanOrEqual(1);
    const totals = await totalsOfOneRun(page);
    // Sums of thousands in float32, shown to two places.
    totals.slice(1).forEach((total, n) => {
      expect(total).toBeLessThanOrEqual(totals[n]! + 0.02);
    });
    expect(totals.at(-1)!).toBeLessThan(totals[0]! - 100);
    await scene.getByLabel(/Coupling/).fill('0');
    await newRun(page);
    expect(await answers(page)).toEqual(['1', '1']);
    expect(faults).toEqual([]);
  });
});
