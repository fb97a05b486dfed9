import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { picture } from './browser.ts';
import { siteSuite } from './site-suite.ts';

/** A three as a hand draws it, in points of the pad. */
const three: readonly (readonly [number, number])[] = [
  [18, 14],
  [26, 8],
  [36, 8],
  [43, 14],
  [42, 22],
  [35, 28],
  [27, 30],
  [36, 32],
  [44, 38],
  [45, 47],
  [38, 54],
  [28, 56],
  [18, 51],
];

async function drawThree(page: Page): Promise<void> {
  await page.locator('#classify').getByLabel('Draw one').check();
  const pad = page.locator('#classify [role=application]');
  await pad.scrollIntoViewIfNeeded();
  const box = (await pad.boundingBox())!;
  const at = ([x, y]: readonly [number, number]) =>
    [box.x + (x / 64) * box.width, box.y + (y / 64) * box.height] as const;
  await page.mouse.move(...at(three[0]!));
  await page.mouse.down();
  for (const point of three.slice(1)) await page.mouse.move(...at(point), { steps: 4 });
  await page.mouse.up();
}

/** The cumulative layout shift of a page up to now. */
function shifted(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observer = new PerformanceObserver((list) => {
          const shifts = list.getEntries() as unknown as { readonly value: number; readonly hadRecentInput: boolean }[];
          resolve(shifts.reduce((sum, { value, hadRecentInput }) => sum + (hadRecentInput ? 0 : value), 0));
        });
        observer.observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(0), 1000);
      }),
  );
}

siteSuite(false, (site) => {
  test('a drawn 3 is recalled as a 3, its energy never rises, and the place of the scrubber opens again from the address', async () => {
    const { page, faults } = await site.open('?backend=wasm#classify');
    const scene = page.locator('#classify [data-state=done]');
    await scene.waitFor({ timeout: 120_000 });
    expect(await page.getByTestId('backend').getAttribute('data-backend')).toBe('wasm');
    await drawThree(page);
    await page.getByRole('button', { name: 'Recall', exact: true }).click();
    await page.locator('#classify [data-state=done][data-run="2"]').waitFor({ timeout: 120_000 });
    expect(await page.getByTestId('classify-answer').textContent()).toBe('3');
    const energies: number[] = [];
    const slider = page.locator('#classify').getByLabel('Time of the recall');
    const shown = page.locator('#classify .legend b').first();
    for (let step = 0; step <= 48; step += 4) {
      await slider.fill(String(step));
      energies.push(Number((await shown.textContent())!.replace('−', '-')));
    }
    energies.slice(1).forEach((energy, n) => {
      expect(energy).toBeLessThanOrEqual(energies[n]!);
    });
    expect(energies.at(-1)!).toBeLessThan(energies[0]! - 1);
    // What has no floor says so.
    expect(await page.getByTestId('classify-floor').textContent()).toMatch(/The energy has no floor/);
    expect(page.url()).toMatch(/classify\.ink=/);
    // An answer stands beside no other image than its own.
    await page.locator('#classify').getByLabel('A test digit').check();
    await expect.poll(() => page.getByTestId('classify-answer').count()).toBe(0);
    await page.locator('#classify').getByLabel('Draw one').check();
    await picture(page, 'classify-wasm', '#classify');
    await slider.fill('17');
    const energy = await shown.textContent();
    await page.waitForURL(/classify\.stop=17/);
    const again = await site.open(page.url().slice(site.address.length));
    await again.page.waitForFunction(
      (text) => document.querySelector('#classify .legend b')?.textContent === text,
      energy,
    );
    expect(await again.page.locator('#classify').getByLabel('Time of the recall').inputValue()).toBe('17');
    expect([...faults, ...again.faults]).toEqual([]);
  });

  test('a view opens again from its address', async () => {
    const query =
      '?backend=wasm&classify.digit=7&classify.damage=erase&classify.half=left&bind.strength=-50&sync.seed=-1e300#classify';
    const { page, faults } = await site.open(query, { viewport: { width: 390, height: 844 } });
    await page.locator('#classify [data-state=done]').waitFor();
    expect(await page.locator('#classify').getByLabel('7', { exact: true }).isChecked()).toBe(true);
    expect(await page.locator('#classify').getByLabel('left').isChecked()).toBe(true);
    await picture(page, 'classify-narrow', '#classify');
    // Numbers beyond what a scene has are those at its ends.
    expect(
      await page
        .locator('#bind')
        .getByLabel(/Coupling/)
        .inputValue(),
    ).toBe('0');
    expect(await page.locator('#bind .slider output').first().textContent()).toBe('0.00 ×');
    const notice = page.locator('nav').getByRole('alert');
    expect(await notice.textContent()).toContain('bind.strength=-50 is outside 0 to 1.5; 0 is used.');
    expect(await notice.textContent()).toContain('sync.seed=-1e300 is outside 0 to 2147483648; 0 is used.');
    await notice.getByRole('button').click();
    // Nothing moved in sight while the scenes above were made, the row at the top is one, and the heading below it.
    expect(await shifted(page)).toBeLessThan(0.1);
    expect((await page.locator('nav').boundingBox())!.height).toBeLessThan(60);
    // Back and forward lead through what was seen.
    const digit = (name: string) => page.locator('#classify').getByLabel(name, { exact: true });
    await digit('5').check();
    await page.waitForURL(/classify\.digit=5/);
    await page.goBack();
    await expect.poll(() => digit('7').isChecked()).toBe(true);
    await page.goForward();
    await expect.poll(() => digit('5').isChecked()).toBe(true);
    expect(faults).toEqual([]);
  });
});
