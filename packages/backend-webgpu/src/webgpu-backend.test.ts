import { type ConformanceOptions, conformance, pairFeatures, wideFeatures } from '@hkmem/backend/conformance';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterEach } from 'vitest';
import { adapterAbsence } from '../test/software-vulkan.ts';
import { type WebgpuBackend, type WebgpuOptions, webgpuBackend } from './webgpu-backend.ts';

describeOn('webgpu', await adapterAbsence(), () => {
  let backend: WebgpuBackend | undefined;
  afterEach(async () => {
    await backend?.finish();
  });
  const suite = (title: string, options: WebgpuOptions, systems: ConformanceOptions['systems'] & {}): void =>
    conformance({
      title,
      // float32 over sums of some hundred terms, and exponentials that WGSL grants an error of a few units in the last place.
      tolerance: 2e-4,
      clock: true,
      // Each system has pipelines of its own, which take a software device a second.
      systems,
      create: async () => {
        backend = await webgpuBackend.create(options);
        return backend;
      },
    });
  const systems = [...pairFeatures(), ...wideFeatures];
  suite('webgpu', {}, systems);
  suite(
    'webgpu without subgroups',
    { subgroups: false },
    systems.filter((_, n) => n % 4 === 0),
  );
});
