import { existsSync } from 'node:fs';
import { describeAdapters } from '@hkmem/backend-webgpu';

/** Where Debian's chromium keeps the description of SwiftShader, a Vulkan driver on the processor. */
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Points the Vulkan loader at SwiftShader unless a driver is named, and says why there is no adapter, if there is none. */
export async function webgpuAbsence(): Promise<string | undefined> {
  if (process.env['VK_ICD_FILENAMES'] === undefined && existsSync(swiftShader)) {
    process.env['VK_ICD_FILENAMES'] = swiftShader;
  }
  return (await describeAdapters()).absence;
}
