import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { BackendHost } from '../src/worker/backend-host.ts';
import { EditTraining } from '../src/worker/edit-training.ts';
import { patience } from './browser.ts';
import type { Site } from './site-suite.ts';

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

/** Opens a page on WebGPU whose device `loseDevice` can take away. */
export async function openOnWebgpu({ browser, address }: Site, view: string): Promise<Page> {
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
export async function loseDevice(page: Page): Promise<void> {
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

/** Waits for an update of the training. */
export const reached = (page: Page, update: number) =>
  page.waitForFunction(
    (n) => Number(document.querySelector('#train [data-update]')?.getAttribute('data-update')) >= n,
    update,
    { timeout: 120_000 },
  );

/** A file of a training after nine updates, as the page makes it on wasm; the tenth is kept. */
export async function savedTraining(): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const host = new BackendHost();
  await host.start({ name: 'wasm', assets: '', workers: 1 });
  const training = new EditTraining(host);
  await training.prepare('swap', () => {});
  for (let update = 0; update < 9; update++) await training.step(() => {});
  const buffer = Buffer.from(await training.save());
  return { name: 'swap.safetensors', mimeType: 'application/octet-stream', buffer };
}

/** The page says that it went on on wasm, in sight wherever the reader is. */
export async function expectNotice(page: Page): Promise<void> {
  const notice = page.locator('nav').getByRole('alert');
  await notice.waitFor({ timeout: 90_000 });
  expect(await notice.textContent()).toMatch(/webgpu stopped working here.*Now on wasm/s);
  expect(await page.getByTestId('backend').getAttribute('data-backend')).toBe('wasm');
  const box = (await notice.boundingBox())!;
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height).toBeLessThan(900);
}
