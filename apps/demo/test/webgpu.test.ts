import { expect, test } from 'vitest';
import { picture } from './browser.ts';
import { siteSuite } from './site-suite.ts';

siteSuite(false, (site) => {
  // One page, so that the device and its kernels are made once.
  test('on WebGPU, on a phone, scenes restore, remember, classify, bind and flow as on wasm', async () => {
    const { page, faults } = await site.open(
      '?backend=webgpu&restore.damage=noise&restore.level=0.2&bind.context=1#remember',
      {
        viewport: { width: 390, height: 844 },
      },
    );
    await expect
      .poll(() => page.getByTestId('remember-answer').textContent(), { timeout: 150_000 })
      .toBe('It is back, to the last pixel.');
    await picture(page, 'remember-narrow', '#remember');

    await page.locator('#classify').scrollIntoViewIfNeeded();
    await page.locator('#classify [data-state=done]').waitFor({ timeout: 150_000 });
    expect(await page.getByTestId('classify-answer').textContent()).toBe('3');
    const energies: number[] = [];
    for (let step = 0; step <= 48; step += 8) {
      await page.locator('#classify').getByLabel('Time of the recall').fill(String(step));
      const shown = await page.locator('#classify .legend b').first().textContent();
      energies.push(Number(shown!.replace('−', '-')));
    }
    energies.slice(1).forEach((energy, n) => {
      expect(energy).toBeLessThanOrEqual(energies[n]!);
    });
    expect(energies.at(-1)!).toBeLessThan(energies[0]! - 1);

    await page.locator('#bind').scrollIntoViewIfNeeded();
    await page.locator('#bind [data-state=done]').waitFor({ timeout: 150_000 });
    const [under0, under1] = await Promise.all(
      [0, 1].map((context) => page.getByTestId(`bind-answer-${context}`).textContent()),
    );
    expect(under0).toBe('0');
    expect(under1).not.toBe(under0);
    await picture(page, 'bind-narrow', '#bind');

    const laws = page.locator('#laws');
    await laws.scrollIntoViewIfNeeded();
    await laws.locator('[data-state=done]').waitFor({ timeout: 90_000 });
    expect(await laws.locator('[data-backend]').getAttribute('data-backend')).toBe('webgpu');
    expect(await page.getByTestId('law-floor').textContent()).toMatch(/nowhere below/);
    await laws.getByRole('textbox', { name: 'Formula' }).fill('relu(x)^2 / 2');
    await expect
      .poll(() => page.getByTestId('law-floor').textContent(), { timeout: 90_000 })
      .not.toMatch(/nowhere below/);
    // Last, since its landscape would keep the device busy.
    await page.locator('#restore').scrollIntoViewIfNeeded();
    await page.locator('#restore [data-state=done]').waitFor({ timeout: 150_000 });
    expect(await page.getByTestId('restore-answer').textContent()).toBe('7');
    await picture(page, 'restore-narrow', '#restore');
    expect(await page.getByTestId('backend').getAttribute('data-backend')).toBe('webgpu');
    expect(faults).toEqual([]);
  }, 600_000);
});
