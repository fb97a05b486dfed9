import type { Page } from 'playwright-core';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { BackendHost } from '../src/worker/backend-host.ts';
import { EditTraining } from '../src/worker/edit-training.ts';
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

/** A training after nine updates, as the page makes it on wasm; the tenth is kept. */
async function savedTraining(): Promise<Uint8Array> {
  const host = new BackendHost();
  await host.start({ name: 'wasm', assets: '', workers: 1 });
  const training = new EditTraining(host);
  await training.prepare('swap', () => {});
  for (let update = 0; update < 9; update++) await training.step(() => {});
  return training.save();
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
  let saved: { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };
  beforeAll(async () => {
    const buffer = Buffer.from(await savedTraining());
    saved = { name: 'swap.safetensors', mimeType: 'application/octet-stream', buffer };
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
