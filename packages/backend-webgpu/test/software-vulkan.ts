import { useSoftwareDevice } from '@hkmem/vitest-preset/software-device';
import { describeAdapters } from '../src/device/adapters.ts';

/** Takes SwiftShader unless a driver is named, and says why there is no adapter, if there is none. */
export async function adapterAbsence(): Promise<string | undefined> {
  await useSoftwareDevice();
  return (await describeAdapters()).absence;
}
