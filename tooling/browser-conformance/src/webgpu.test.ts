import { conformance, valueFeatures, wideFeatures } from '@hkmem/backend/conformance';
import { describeAdapters, type WebgpuBackend, webgpuBackend } from '@hkmem/backend-webgpu';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterEach, expect, test } from 'vitest';
import { referenceSuite } from './reference-suite.ts';

describeOn('webgpu', (await describeAdapters()).absence, () => {
  let backend: WebgpuBackend | undefined;
  const create = async (): Promise<WebgpuBackend> => {
    backend = await webgpuBackend.create();
    return backend;
  };
  afterEach(async () => {
    await backend?.finish();
  });

  test('the adapter is SwiftShader, the same on every machine', async () => {
    const { description, software, subgroups } = await create();
    expect(software, description).toBe(true);
    // So that the suite runs the kernels that use them.
    expect(subgroups).toBe(true);
    await backend!.dispose();
    backend = undefined;
  });

  // float32 over sums of some hundred terms, and exponentials that WGSL grants an error of a few units in the last place.
  conformance({
    title: 'webgpu in Chromium',
    create,
    tolerance: 2e-4,
    clock: true,
    // All pairs run in Node. Each system has pipelines of its own, which take a software device a second or two.
    systems: [...valueFeatures(), ...wideFeatures],
    shrinking: { attempts: 30, seconds: 60 },
  });
  referenceSuite('webgpu in Chromium', create);
});
