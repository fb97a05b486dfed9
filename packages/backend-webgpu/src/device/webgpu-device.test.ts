import { DeviceError } from '@hkmem/backend';
import { describeOn } from '@hkmem/vitest-preset/device';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adapterAbsence } from '../../test/software-vulkan.ts';
import { describeAdapters } from './adapters.ts';
import { defineKernel, type Kernel } from './kernel.ts';
import { loadGpu } from './load-gpu.ts';
import { type SharedDevice, shareDevice } from './shared-device.ts';

const numbering: Kernel = defineKernel({
  name: 'numbering',
  storage: { out: 'u32 write' },
  fields: { offset: 'u32' },
  workgroup: 1,
  body: 'out[tile] = tile + given.offset + lane;',
});

describeOn('webgpu', await adapterAbsence(), () => {
  let shared: SharedDevice;
  beforeAll(async () => {
    shared = await shareDevice(undefined);
  });
  afterAll(() => shared.release());

  test('more workgroups than a dimension holds are laid out in two', async () => {
    const { device } = shared;
    const tiles = 70_000;
    expect(tiles).toBeGreaterThan(device.gpu.limits.maxComputeWorkgroupsPerDimension);
    const buffer = device.allocate('numbers', tiles, '');
    device.dispatch({
      kernel: numbering,
      buffers: [buffer],
      values: { offset: 5 },
      tiles,
      cost: { flops: 0, words: 0 },
    });
    const numbers = new Uint32Array(await device.read(buffer, 0, tiles));
    expect(numbers.every((value, tile) => value === tile + 5)).toBe(true);
    device.release(buffer);
    await device.finish();
  });

  test('more dispatches than fit in one submission keep their own arguments', async () => {
    const { device } = shared;
    const buffers = Array.from({ length: 150 }, (_, k) => device.allocate(`${k}`, 4, ''));
    buffers.forEach((buffer, offset) => {
      device.dispatch({
        kernel: numbering,
        buffers: [buffer],
        values: { offset },
        tiles: 2,
        cost: { flops: 0, words: 0 },
      });
    });
    const read = await Promise.all(buffers.map((buffer) => device.read(buffer, 0, 2)));
    expect(read.map((data) => [...new Uint32Array(data)])).toEqual(buffers.map((_, k) => [k, k + 1]));
    for (const buffer of buffers) device.release(buffer);
    await device.finish();
  });

  test('limits are named with the way out', async () => {
    const { device } = shared;
    const words = device.limits.bindingBytes / 4 + 4;
    expect(() => device.allocate('states', words, 'Use a smaller batch.')).toThrow(
      /states takes \d+ bytes, this GPU device allows \d+ in a buffer\. Use a smaller batch\./,
    );
    const names = Array.from({ length: device.limits.storageBuffers + 1 }, (_, k) => [`b${k}`, 'f32'] as const);
    const kernel = defineKernel({
      name: 'greedy',
      storage: Object.fromEntries(names),
      fields: {},
      workgroup: 1,
      body: '',
    });
    const buffer = device.allocate('one', 4, '');
    const buffers = names.map(() => buffer);
    const dispatch = { kernel, buffers, values: {}, tiles: 1, cost: { flops: 0, words: 0 } };
    expect(() => device.dispatch(dispatch)).toThrow(/'greedy' binds \d+ storage buffers, this device allows/);
    const unset = { kernel: numbering, buffers: [buffer], values: {}, tiles: 1, cost: { flops: 0, words: 0 } };
    expect(() => device.dispatch(unset)).toThrow(/'numbering' was not given 'offset'/);
    device.release(buffer);
    await device.finish();
  });

  test('an error on the device is thrown at the next read, once', async () => {
    const { device } = shared;
    const buffer = device.allocate('one', 4, '');
    const broken = defineKernel({
      name: 'broken',
      storage: { out: 'f32 write' },
      fields: {},
      workgroup: 1,
      body: 'out[0] = x;',
    });
    device.dispatch({ kernel: broken, buffers: [buffer], values: {}, tiles: 1, cost: { flops: 0, words: 0 } });
    await expect(device.read(buffer, 0, 4)).rejects.toThrow(DeviceError);
    expect((await device.read(buffer, 0, 4)).byteLength).toBe(16);
    device.release(buffer);
    await device.finish();
  });

  test('tfjs runs on the device, and a second user shares it', async () => {
    expect(tf.getBackend()).toBe('webgpu');
    const other = await shareDevice(undefined);
    expect(other.device).toBe(shared.device);
    await other.release();
    await other.release();
    expect(await tf.mul(tf.tensor1d([1, 2]), 3).data()).toEqual(Float32Array.of(3, 6));
    await expect(shareDevice('low-power')).rejects.toThrow(/variant 'default' is in use, 'low-power' was asked for/);
  });

  test('adapters are described with limits and features', async () => {
    const { adapters, absence } = await describeAdapters();
    expect(absence).toBeUndefined();
    expect(adapters[0]!.name).not.toBe('');
    expect(adapters[0]!.variants).toContain('high-performance');
    expect(adapters[0]!.limits['maxComputeWorkgroupsPerDimension']).toBeGreaterThanOrEqual(65_535);
    expect(adapters[0]!.features).toEqual([...adapters[0]!.features].sort());
  });
});

describeOn('webgpu', await adapterAbsence(), () => {
  test('a lost device fails every read until the backend is made again', async () => {
    const { device, release } = await shareDevice('high-performance');
    const buffer = device.allocate('one', 4, '');
    device.gpu.destroy();
    await device.gpu.lost;
    for (let k = 0; k < 2; k++) await expect(device.read(buffer, 0, 4)).rejects.toThrow(/the GPU device was lost/);
    await release();
    expect(tf.getBackend()).not.toBe('webgpu');

    const again = await shareDevice(undefined);
    const fresh = again.device.allocate('one', 4, '');
    expect([...new Uint32Array(await again.device.read(fresh, 0, 4))]).toEqual([0, 0, 0, 0]);
    await again.release();
  });

  test('tfjs gets its former backend again', async () => {
    class Idle extends tf.KernelBackend {
      override dispose(): void {}
    }
    tf.registerBackend('former', () => new Idle());
    await tf.setBackend('former');
    const { release } = await shareDevice(undefined);
    expect(tf.getBackend()).toBe('webgpu');
    await release();
    expect(tf.getBackend()).toBe('former');
    tf.removeBackend('former');
  });

  test('a device that tfjs runs on already is joined, and left as it was', async () => {
    const { gpu } = await loadGpu();
    Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
    const own = await (await gpu.requestAdapter())!.requestDevice();
    const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
    tf.registerBackend('webgpu', () => new WebGPUBackend(own));
    await tf.setBackend('webgpu');
    const { device, release } = await shareDevice(undefined);
    expect(device.gpu).toBe(own);
    await release();
    expect(tf.getBackend()).toBe('webgpu');
    expect(await tf.tidy(() => tf.add(tf.tensor1d([1, 2]), 1)).data()).toEqual(Float32Array.of(2, 3));
    tf.removeBackend('webgpu');
    own.destroy();
    Reflect.deleteProperty(globalThis.navigator, 'gpu');
  });

  test('an adapter that does not exist is refused, and tfjs stays as it was', async () => {
    const before = tf.getBackend();
    await expect(shareDevice('fastest')).rejects.toThrow(/'fastest' is not known, allowed are 'high-performance'/);
    expect(tf.getBackend()).toBe(before);
  });
});
