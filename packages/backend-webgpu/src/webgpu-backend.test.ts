import { conformance } from '@hkmem/backend/conformance';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterEach } from 'vitest';
import { adapterAbsence } from '../test/software-vulkan.ts';
import { type WebgpuBackend, webgpuBackend } from './webgpu-backend.ts';

describeOn('webgpu', await adapterAbsence(), () => {
  let backend: WebgpuBackend | undefined;
  afterEach(async () => {
    await backend?.finish();
  });
  // float32 over sums of some hundred terms, and exponentials that WGSL grants an error of a few units in the last place.
  conformance({
    title: 'webgpu',
    clock: true,
    tolerance: 2e-4,
    create: async () => {
      backend = await webgpuBackend.create();
      return backend;
    },
  });
});
