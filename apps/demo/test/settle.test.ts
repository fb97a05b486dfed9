import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { boardDefaults } from '../src/lib/settle-settings.ts';
import { patience, picture } from './browser.ts';
import { siteSuite } from './site-suite.ts';

/** Waits until a board after the one of this run is settled on; its run. */
async function settled(page: Page, after = 0): Promise<number> {
  const board = page.locator('#settle [data-state]').first();
  await page.waitForFunction(
    (run) => {
      const element = document.querySelector('#settle [data-state]');
      return element?.getAttribute('data-state') === 'done' && Number(element.getAttribute('data-run')) > run;
    },
    after,
    { timeout: 2 * patience },
  );
  return Number(await board.getAttribute('data-run'));
}

const digitsOf = (page: Page): Promise<string[]> =>
  page
    .locator('#settle .board input')
    .evaluateAll((cells) => cells.map((cell) => (cell as HTMLInputElement).value || '0'));

siteSuite(false, (site) => {
  test.for(['wasm', 'webgpu'])(
    'on %s a board is settled on, edited cell by cell, and shapes fall into groups',
    async (backend) => {
      const { page, faults } = await site.open(`?backend=${backend}&settle.steps=16#settle`);
      const scene = page.locator('#settle');
      const answer = page.getByTestId('settle-answer');
      let run = await settled(page);
      // What the network makes of this board is what was counted of such boards: nearly all cells are right.
      const [right, empty] = await share(answer);
      expect(empty).toBe(81 - boardDefaults.givens);
      expect(right).toBeGreaterThan(0.6 * empty);
      expect(await page.getByTestId('settle-vote').textContent()).toMatch(/Start \d of 2 has the lowest energy, −\d+/);
      expect(await page.getByTestId('settle-judged').textContent()).toContain(
        `of 50 new boards with ${boardDefaults.givens} givens`,
      );
      const colours = () =>
        scene
          .locator('canvas')
          .first()
          .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
      const atRest = await colours();
      await scene.getByLabel('Time of the recall').first().fill('1');
      await expect.poll(colours).not.toBe(atRest);

      // A digit taken away is answered; it is in the address, and comes back.
      const before = await digitsOf(page);
      const given = before.findIndex((digit) => digit !== '0');
      const cell = scene.locator('.board input').nth(given);
      await cell.press('Delete');
      run = await settled(page, run);
      expect((await digitsOf(page)).filter((digit) => digit === '0')).toHaveLength(82 - boardDefaults.givens);
      expect(await scene.locator('.board span').count()).toBe(82 - boardDefaults.givens);
      await expect.poll(() => page.url()).toMatch(/settle\.board=\d{81}/);
      await cell.press('ArrowRight');
      expect(
        await scene
          .locator('.board input')
          .nth(given + 1)
          .evaluate((input) => input === document.activeElement),
      ).toBe(true);
      // The digit of another cell of its row contradicts it.
      const rowStart = 9 * Math.floor(given / 9);
      const twin = before.slice(rowStart, rowStart + 9).find((digit, at) => digit !== '0' && rowStart + at !== given)!;
      await cell.press(twin);
      run = await settled(page, run);
      expect(await answer.textContent()).toMatch(new RegExp(`digit ${twin} is in row .* answer all the same`));
      await scene.getByRole('button', { name: 'Take edits back' }).click();
      run = await settled(page, run);
      expect(await digitsOf(page)).toEqual(before);
      await scene.getByRole('button', { name: 'New board' }).click();
      run = await settled(page, run);
      expect(await digitsOf(page)).not.toEqual(before);

      const shapes = page.getByTestId('shapes');
      await shapes.scrollIntoViewIfNeeded();
      await page.locator('[data-testid=shapes][data-state=done]').waitFor();
      const scores = page.getByTestId('shapes-scores');
      const [ari, overlap] = [...(await scores.textContent())!.matchAll(/\d\.\d\d/g)].map(Number);
      // Of pictures that were drawn: at random the first is 0.
      expect(ari!).toBeGreaterThan(0.3);
      expect(overlap!).toBeGreaterThan(0.3);
      await shapes.getByRole('button', { name: 'New picture' }).click();
      await page.locator('[data-testid=shapes][data-run="2"]').waitFor();
      await picture(page, `settle-${backend}`, '#settle');
      expect(await page.getByTestId('backend').getAttribute('data-backend')).toBe(backend);
      expect(faults).toEqual([]);
    },
  );
});

/** Right and empty cells of what became of a board. */
async function share(answer: ReturnType<Page['getByTestId']>): Promise<[right: number, empty: number]> {
  const text = (await answer.textContent())!;
  const numbers = [...text.matchAll(/\d+/g)].map(Number);
  return text.startsWith('Solved') ? [numbers[0]!, numbers[0]!] : [numbers[0]!, numbers[1]!];
}
