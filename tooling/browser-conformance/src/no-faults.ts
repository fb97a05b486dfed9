import { afterAll, beforeAll, expect } from 'vitest';
import { commands } from 'vitest/browser';

const deviceErrors: string[] = [];

if ('gpu' in navigator) {
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor) {
    const device = await requestDevice.call(this, descriptor);
    device.addEventListener('uncapturederror', ({ error }) => deviceErrors.push(`device: ${error.message}`));
    return device;
  };
}

beforeAll(() => commands.watchPage());

/** Fails a file of tests in which the page or a GPU device reported an error that no test took. */
afterAll(async () => {
  expect([...(await commands.takePageFaults()), ...deviceErrors.splice(0)]).toEqual([]);
});
