import {
  type ConformanceOptions,
  conformance,
  longFeatures,
  pairFeatures,
  valueFeatures,
  wideFeatures,
} from '@hkmem/backend/conformance';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterEach, test } from 'vitest';
import { checkClocks } from '../test/check-clock.ts';
import { adapterAbsence } from '../test/software-vulkan.ts';
import { WatchedBuffers } from '../test/watched-buffers.ts';
import { type WebgpuBackend, webgpuBackend } from './webgpu-backend.ts';

describeOn('webgpu', await adapterAbsence(), () => {
  let backend: WebgpuBackend | undefined;
  let watched: WatchedBuffers | undefined;
  afterEach(async () => {
    await backend?.finish();
    await watched?.check();
  });
  const suite = (title: string, subgroups: boolean, systems: ConformanceOptions['systems'] & {}): void =>
    conformance({
      title,
      // float32 over sums of some hundred terms, and exponentials that WGSL grants an error of a few units in the last place.
      tolerance: 2e-4,
      clock: true,
      // Each system has pipelines of its own, which take a software device a second or two.
      systems,
      laws: subgroups,
      shrinking: { attempts: 30, seconds: 60 },
      create: async () => {
        const created = await webgpuBackend.create({ subgroups });
        backend = created;
        watched = new WatchedBuffers(created.device);
        return created;
      },
    });
  suite('webgpu', true, [...pairFeatures(), ...wideFeatures, ...longFeatures()]);
  suite('webgpu without subgroups', false, [...valueFeatures(), ...wideFeatures]);
  test('times of step clocks are exact, and errors and sizes are told apart where they are just allowed', async () => {
    const created = await webgpuBackend.create();
    try {
      await checkClocks(created);
    } finally {
      await created.dispose();
    }
  });
});
