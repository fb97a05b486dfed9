/** Device files of Linux that a GPU driver makes: Mesa's, NVIDIA's, AMD's compute node, WSL's. */
const deviceFiles = ['/dev/dri', '/dev/nvidiactl', '/dev/kfd', '/dev/dxg'];
/** Variables that name a Vulkan driver, for software devices among others. */
const driverVariables = ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'VK_ADD_DRIVER_FILES'];

/**
 * Whether Node on Linux has anything that Vulkan could drive. Asking Vulkan itself writes lines of its loader and
 * drivers to stderr where there is no GPU. True on other platforms.
 */
export function mayHaveGpu(): boolean {
  const { process } = globalThis;
  if (process?.platform !== 'linux') return true;
  if (driverVariables.some((name) => process.env[name] !== undefined)) return true;
  const { existsSync } = process.getBuiltinModule('node:fs');
  return deviceFiles.some((file) => existsSync(file));
}
