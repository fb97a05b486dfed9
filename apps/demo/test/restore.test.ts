import { expect, test } from 'vitest';
import { picture } from './browser.ts';
import { siteSuite } from './site-suite.ts';

siteSuite(false, (site) => {
  test('a damaged digit comes to rest at a minimum above the floor, and the context flips an answer and flips it back', async () => {
    const { page, faults } = await site.open('?backend=wasm');
    const scene = page.locator('#restore');
    await scene.locator('[data-state=done]').waitFor({ timeout: 90_000 });
    expect(await page.getByTestId('restore-answer').textContent()).toBe('7');
    const rest = (await page.getByTestId('restore-rest').textContent())!;
    expect(rest).toMatch(/At rest, at a minimum:\s+field [0-9]e-[5-9], energy −/);
    const floor = Number(/nowhere below (-\d+)/.exec((await page.getByTestId('restore-floor').textContent())!)![1]);
    const slider = scene.getByLabel('Time of the recall');
    const energies: number[] = [];
    for (const step of [0, 5, 12, 20, 30, 40, 45]) {
      await slider.fill(String(step));
      energies.push(Number((await scene.locator('.legend b').first().textContent())!.replace('−', '-')));
    }
    energies.slice(1).forEach((energy, n) => {
      expect(energy).toBeLessThanOrEqual(energies[n]!);
    });
    expect(energies.at(-1)!).toBeGreaterThan(floor);
    // The slider ends at rest, long after t = 1.
    expect(await scene.locator('.timeline output').textContent()).toBe('at rest');
    await slider.fill('44');
    expect(Number((await scene.locator('.timeline output').textContent())!.slice(4))).toBeGreaterThan(9);
    await slider.fill('45');
    await scene.locator('[data-landscape]').waitFor({ timeout: 90_000 });
    // A covered seven may be a nine: the slice shows both rests, the one that was reached and the other.
    const landscape = scene.getByRole('img', { name: /^A slice of the energy/ });
    expect(await landscape.getAttribute('aria-label')).toMatch(/answers 7, and another rest, which answers 9/);
    await picture(page, 'readme', '#restore');
    const answer = page.getByTestId('flip-answer');
    await scene.locator('[data-flip="0"]').waitFor({ timeout: 90_000 });
    expect(await answer.textContent()).toBe('3');
    await scene.getByLabel('5 to 9').check();
    await scene.locator('[data-flip="1"]').waitFor({ timeout: 90_000 });
    expect(Number(await answer.textContent())).toBeGreaterThanOrEqual(5);
    await scene.getByLabel('0 to 4').check();
    await scene.locator('[data-flip="0"]').waitFor({ timeout: 90_000 });
    expect(await answer.textContent()).toBe('3');
    // The view as a program, in a page of its own, comes to the same answer.
    await scene.getByText('The program of this view').click();
    const opened = page.context().waitForEvent('page');
    await scene.getByRole('link', { name: 'Open as a page' }).click();
    const tab = await opened;
    expect(await tab.getByTestId('program-text').inputValue()).toContain("kind: 'occlude', size: 12");
    await tab.getByRole('button', { name: 'Run' }).click();
    await expect
      .poll(() => tab.getByTestId('program-output').textContent(), { timeout: 90_000 })
      .toMatch(/answers 7; at-rest, minimum/);
    await picture(tab, 'program');
    // A pad without ink is told as such, also where damage puts grey on it.
    await scene.getByLabel('Draw one').check();
    await expect
      .poll(() => scene.locator('.answer').first().textContent(), { timeout: 90_000 })
      .toMatch(/nothing is drawn/);
    expect(faults).toEqual([]);
  });
});
