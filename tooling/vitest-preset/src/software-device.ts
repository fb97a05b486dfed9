import { existsSync } from 'node:fs';

/** Where Debian's chromium keeps the description of SwiftShader, a Vulkan driver on the processor. */
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * Without zeroing of workgroup memory, whose code SwiftShader unrolls: compiling it takes half of the time of all WebGPU
 * suites. Kernels write that memory before they read it; here one that does not is seen.
 */
const dawnFeatures = 'enable-dawn-features=disable_workgroup_init';

/** Flags of Chromium for WebGPU on SwiftShader, which needs no GPU. */
export const softwareDeviceFlags: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  `--${dawnFeatures}`,
];

/** Where @hkmem/backend-webgpu looks for the one entry of a process. */
const entryKey = Symbol.for('@hkmem/backend-webgpu entry');

/**
 * Lets WebGPU in Node run on SwiftShader, where it is installed and no other driver is named in VK_ICD_FILENAMES, with
 * the same features as in Chromium. To be called before a backend is made; where there is none, that will say so.
 */
export async function useSoftwareDevice(): Promise<void> {
  if (process.env['VK_ICD_FILENAMES'] === undefined && existsSync(swiftShader)) {
    process.env['VK_ICD_FILENAMES'] = swiftShader;
  }
  if (!/swiftshader/i.test(process.env['VK_ICD_FILENAMES'] ?? '')) return;
  const kept = globalThis as { [entryKey]?: unknown };
  kept[entryKey] ??= (await import('webgpu').catch(() => undefined))?.create([dawnFeatures]);
}
