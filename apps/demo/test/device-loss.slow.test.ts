import { beforeAll, expect, test } from 'vitest';
import { expectNotice, loseDevice, openOnWebgpu, savedTraining } from './device-loss.ts';
import { siteSuite } from './site-suite.ts';

// That a training goes on is tested without a browser, too (src/worker/device-loss.test.ts).
siteSuite(false, (site) => {
  let saved: Awaited<ReturnType<typeof savedTraining>>;
  beforeAll(async () => {
    saved = await savedTraining();
  });

  test('a device lost while a training rests is left in sight, and the training moves as it stands', async () => {
    const page = await openOnWebgpu(site, '?backend=webgpu#train');
    const scene = page.locator('#train');
    await scene.locator('input[type=file]').setInputFiles(saved);
    await scene.locator('[data-update="9"][data-state=paused]').waitFor({ timeout: 90_000 });
    const accuracy = await page.getByTestId('train-accuracy').textContent();
    await loseDevice(page);
    await expectNotice(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      scene.getByRole('button', { name: 'Save' }).click(),
    ]);
    await scene.locator('input[type=file]').setInputFiles(await download.path());
    await scene.locator('[data-update="9"][data-state=paused]').waitFor({ timeout: 90_000 });
    // 200 images: rounding may move one that stands on the edge.
    expect(
      Math.abs(Number(await page.getByTestId('train-accuracy').textContent()) - Number(accuracy)),
    ).toBeLessThanOrEqual(0.51);
    await scene.getByRole('button', { name: 'Step' }).click();
    await scene.locator('[data-update="10"][data-state=paused]').waitFor({ timeout: 90_000 });
  });

  test('a device lost while the memory itself is trained begins that again on wasm', async () => {
    const page = await openOnWebgpu(site, '?backend=webgpu#train');
    const scene = page.locator('#train');
    await scene.getByRole('button', { name: 'Step' }).click();
    await scene.getByText(/Base memory: update \d*5 of/).waitFor({ timeout: 90_000 });
    await loseDevice(page);
    await expectNotice(page);
    await scene.locator('[data-update="1"][data-state=paused]').waitFor({ timeout: 90_000 });
  });
});
