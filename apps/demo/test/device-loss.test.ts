import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { patience } from './browser.ts';
import { type Site, siteSuite } from './site-suite.ts';

/** Put before the worker's own program: keeps the devices that the worker asks for, so that a test can take them away. */
const keepDevices = `{
  const request = GPUAdapter.prototype.requestDevice;
  globalThis.devices = [];
  GPUAdapter.prototype.requestDevice = async function (...settings) {
    const device = await request.apply(this, settings);
    globalThis.devices.push(device);
    return device;
  };
}
`;

async function openOnWebgpu({ browser, address }: Site, view: string): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(patience);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.route('**/*compute.worker*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: keepDevices + (await response.text()) });
  });
  await page.goto(address + view);
  await page.locator('[data-phase=ready]').waitFor({ timeout: 90_000 });
  expect(await page.getByTestId('backend').getAttribute('data-backend')).toBe('webgpu');
  return page;
}

/** Destroys every device of the page's workers, as a browser does when a driver fails. */
async function loseDevice(page: Page): Promise<void> {
  const lost = await Promise.all(
    page.workers().map((worker) =>
      worker.evaluate(() => {
        const { devices = [] } = globalThis as unknown as { devices?: GPUDevice[] };
        for (const device of devices) device.destroy();
        return devices.length;
      }),
    ),
  );
  expect(Math.max(...lost)).toBeGreaterThan(0);
}

const reached = (page: Page, update: number) =>
  page.waitForFunction(
    (n) => Number(document.querySelector('#train [data-update]')?.getAttribute('data-update')) >= n,
    update,
    { timeout: 120_000 },
  );

/** A training after one update, saved by the page itself on wasm, where its memory is trained in seconds. */
async function saveTraining({ browser, address }: Site, file: string): Promise<void> {
  const context = await browser.newContext();
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  await page.goto(`${address}?backend=wasm#train`);
  const scene = page.locator('#train');
  await scene.getByRole('button', { name: 'Step' }).click();
  await scene.locator('[data-update="1"][data-state=paused]').waitFor({ timeout: 120_000 });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    scene.getByRole('button', { name: 'Save' }).click(),
  ]);
  await download.saveAs(file);
  await page.context().close();
}

async function expectNotice(page: Page): Promise<void> {
  const notice = page.locator('nav').getByRole('alert');
  await notice.waitFor({ timeout: 90_000 });
  expect(await notice.textContent()).toMatch(/webgpu stopped working here.*Now on wasm/s);
  expect(await page.getByTestId('backend').getAttribute('data-backend')).toBe('wasm');
  // In sight wherever the reader is.
  const box = (await notice.boundingBox())!;
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height).toBeLessThan(900);
}

siteSuite(false, (site) => {
  let folder: string | undefined;
  let saved: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hkmem-site-'));
    saved = join(folder, 'swap.safetensors');
    await saveTraining(site, saved);
  });
  afterAll(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
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
    await scene.locator('[data-update="1"][data-state=paused]').waitFor({ timeout: 90_000 });
    await scene.getByRole('button', { name: 'Go on' }).click();
    await reached(page, 12);
    await loseDevice(page);
    await expectNotice(page);
    await scene.getByTestId('train-resumed').waitFor({ timeout: 90_000 });
    expect(await scene.getByTestId('train-resumed').textContent()).toMatch(
      /webgpu was left at update 1\d\. The training went on from update 10, which was kept, on wasm/,
    );
    await reached(page, 30);
    expect(await scene.getByRole('alert').count()).toBe(0);
    await scene.getByRole('button', { name: 'Pause' }).click();
    await scene.locator('[data-state=paused]').waitFor();
    expect(Number(await page.getByTestId('train-accuracy').textContent())).toBeGreaterThan(70);
  });

  test('a device lost while a training rests is left in sight, and the training moves as it stands', async () => {
    const page = await openOnWebgpu(site, '?backend=webgpu#train');
    const scene = page.locator('#train');
    await scene.locator('input[type=file]').setInputFiles(saved);
    await scene.locator('[data-update="1"][data-state=paused]').waitFor({ timeout: 90_000 });
    await scene.getByRole('button', { name: 'Step' }).click();
    await scene.locator('[data-update="2"][data-state=paused]').waitFor({ timeout: 90_000 });
    const accuracy = await page.getByTestId('train-accuracy').textContent();
    await loseDevice(page);
    await expectNotice(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      scene.getByRole('button', { name: 'Save' }).click(),
    ]);
    await scene.locator('input[type=file]').setInputFiles(await download.path());
    await scene.locator('[data-update="2"][data-state=paused]').waitFor({ timeout: 90_000 });
    // 200 images: rounding may move one that stands on the edge.
    expect(
      Math.abs(Number(await page.getByTestId('train-accuracy').textContent()) - Number(accuracy)),
    ).toBeLessThanOrEqual(0.51);
    await scene.getByRole('button', { name: 'Step' }).click();
    await scene.locator('[data-update="3"][data-state=paused]').waitFor({ timeout: 90_000 });
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
