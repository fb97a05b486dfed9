import { beforeAll, expect, test } from 'vitest';
import { expectNotice, loseDevice, openOnWebgpu, reached, savedTraining } from './device-loss.ts';
import { siteSuite } from './site-suite.ts';

siteSuite(false, (site) => {
  let saved: Awaited<ReturnType<typeof savedTraining>>;
  beforeAll(async () => {
    saved = await savedTraining();
  });

  test('a recall whose device is lost ends on wasm with the same answer', async () => {
    const page = await openOnWebgpu(site, '?backend=webgpu#classify');
    await page.locator('#classify [data-state=done]').waitFor({ timeout: 120_000 });
    const answer = await page.getByTestId('classify-answer').textContent();
    await page.getByRole('button', { name: 'Recall', exact: true }).click();
    await page.waitForTimeout(150);
    await loseDevice(page);
    await expectNotice(page);
    await page.locator('#classify [data-state=done][data-run="2"]').waitFor({ timeout: 90_000 });
    expect(await page.getByTestId('classify-answer').textContent()).toBe(answer);
    expect(await page.locator('#classify').getByRole('alert').count()).toBe(0);
    await page.getByRole('button', { name: 'Understood' }).click();
    expect(await page.locator('nav').getByRole('alert').count()).toBe(0);
  });

  test('a training whose device is lost goes on from its last kept state on wasm', async () => {
    const page = await openOnWebgpu(site, '?backend=webgpu#train');
    const scene = page.locator('#train');
    await scene.locator('input[type=file]').setInputFiles(saved);
    await scene.locator('[data-update="9"][data-state=paused]').waitFor({ timeout: 90_000 });
    await scene.getByRole('button', { name: 'Go on' }).click();
    await reached(page, 11);
    await loseDevice(page);
    await expectNotice(page);
    await scene.getByTestId('train-resumed').waitFor({ timeout: 90_000 });
    expect(await scene.getByTestId('train-resumed').textContent()).toMatch(
      /webgpu was left at update 1\d\. The training went on from update 10, which was kept, on wasm/,
    );
    await reached(page, 14);
    expect(await scene.getByRole('alert').count()).toBe(0);
    await scene.getByRole('button', { name: 'Pause' }).click();
    await scene.locator('[data-state=paused]').waitFor();
    expect(Number(await page.getByTestId('train-accuracy').textContent())).toBeGreaterThan(70);
  });
});
