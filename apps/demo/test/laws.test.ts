import { expect, test } from 'vitest';
import { picture } from './browser.ts';
import { siteSuite } from './site-suite.ts';

siteSuite(false, (site) => {
  test('a typed law shows its formula, energy and flow, and a bad one why', async () => {
    const { page, faults } = await site.open('?backend=wasm#laws');
    const scene = page.locator('#laws');
    const formula = scene.getByRole('textbox', { name: 'Formula' });
    await scene.locator('[data-state=done]').waitFor({ timeout: 90_000 });
    expect(await scene.locator('[data-backend]').getAttribute('data-backend')).toBe('wasm');
    const floor = page.getByTestId('law-floor');
    expect(await floor.textContent()).toMatch(/nowhere below/);
    const curve = () =>
      scene.locator('[data-plot=lines] path').evaluateAll((paths) => paths.map((path) => path.getAttribute('d')));
    await expect.poll(async () => (await curve()).join('').length, { timeout: 90_000 }).toBeGreaterThan(500);
    const before = await curve();
    await formula.fill('relu(x)^2 / 2');
    await expect.poll(() => floor.textContent(), { timeout: 90_000 }).not.toMatch(/nowhere below/);
    await expect.poll(curve, { timeout: 90_000 }).not.toEqual(before);
    await formula.fill('-x^2');
    await scene.getByRole('alert').waitFor({ timeout: 90_000 });
    expect(await scene.getByRole('alert').textContent()).toMatch(/L'' is below 0 at .*nonConvex: true/);
    await formula.fill('tanhh(x)');
    await expect.poll(() => scene.getByRole('alert').textContent(), { timeout: 90_000 }).toMatch(/tanhh.*tanh/);
    await scene.getByLabel('pairs of oscillators, φ(r)').check();
    await formula.fill('cos(3 * r)');
    await scene.locator('[data-state=done]').waitFor({ timeout: 90_000 });
    await expect.poll(() => page.getByTestId('law-tex').textContent(), { timeout: 90_000 }).toContain('cos');
    await picture(page, 'laws', '#laws');
    expect(faults).toEqual([]);
  });
});
