import { describeAdapters } from '@hkmem/backend-webgpu';
import { useSoftwareDevice } from '@hkmem/vitest-preset/software-device';

/** Takes SwiftShader unless a driver is named, and says why there is no adapter, if there is none. */
export async function webgpuAbsence(): Promise<string | undefined> {
  await useSoftwareDevice();
  return (await describeAdapters()).absence;
}
