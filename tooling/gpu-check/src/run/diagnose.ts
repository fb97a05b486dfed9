import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** WebGPU found no adapter; the text says which piece of Vulkan is missing, and what brings it. */
export class NoGpuError extends Error {
  override readonly name: string = 'NoGpuError';
}
/** libvulkan.so.1 is not there. */
export class VulkanLoaderMissingError extends NoGpuError {
  override readonly name = 'VulkanLoaderMissingError';
}
/** No description of a Vulkan driver is there. */
export class VulkanDriverMissingError extends NoGpuError {
  override readonly name = 'VulkanDriverMissingError';
}
/** A device file of the GPU may not be opened. */
export class GpuAccessError extends NoGpuError {
  override readonly name = 'GpuAccessError';
}
/** Loader, driver and device are there, and yet no adapter. */
export class AdapterMissingError extends NoGpuError {
  override readonly name = 'AdapterMissingError';
}

/** What is asked of the machine; tests answer in its place. */
export interface Surroundings {
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  exists(file: string): boolean;
  list(folder: string): readonly string[];
  opens(file: string): boolean;
}

const libraryFolders = [
  ...['/usr/lib', '/usr/lib64', '/lib', '/lib64', '/usr/local/lib'],
  ...['/usr/lib/x86_64-linux-gnu', '/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/lib/aarch64-linux-gnu'],
];
const driverVariables = ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'VK_ADD_DRIVER_FILES'];

/** Why there is no adapter here; `reason` is what WebGPU said. */
export function diagnose(reason: string, here: Surroundings = thisMachine()): NoGpuError {
  if (here.platform !== 'linux') return new AdapterMissingError(reason);
  const { environment } = here;
  const searched = [...(environment['LD_LIBRARY_PATH'] ?? '').split(':').filter(Boolean), ...libraryFolders];
  if (!searched.some((folder) => here.exists(join(folder, 'libvulkan.so.1')))) {
    return new VulkanLoaderMissingError(
      `libvulkan.so.1 is in none of ${searched.join(', ')}. Install the Vulkan loader: libvulkan1 on Debian and Ubuntu, ` +
        'vulkan-loader on Fedora, vulkan-icd-loader on Arch; or name its folder in LD_LIBRARY_PATH.',
    );
  }
  const named = driverVariables.flatMap((name) => environment[name]?.split(':').filter(Boolean) ?? []);
  const absent = named.find((file) => !here.exists(file));
  if (absent !== undefined) {
    return new VulkanDriverMissingError(
      `${absent}, which ${driverVariables.join(' or ')} names, is not there. Name a driver's description that is, or unset it.`,
    );
  }
  const folders = ['/usr/share', '/usr/local/share', '/etc', join(environment['HOME'] ?? homedir(), '.local/share')];
  const drivers = folders.flatMap((folder) => {
    const place = join(folder, 'vulkan/icd.d');
    return here.list(place).map((file) => join(place, file));
  });
  if (named.length === 0 && drivers.length === 0) {
    return new VulkanDriverMissingError(
      `no Vulkan driver is described in vulkan/icd.d of ${folders.join(', ')}. Install that of the GPU: NVIDIA's own driver ` +
        '(in a container, with the graphics capability), or mesa-vulkan-drivers for AMD and Intel; or name a description in ' +
        'VK_ICD_FILENAMES.',
    );
  }
  const devices = here.list('/dev/dri').filter((file) => file.startsWith('renderD'));
  const files = [...devices.map((file) => join('/dev/dri', file)), ...['/dev/nvidiactl'].filter(here.exists)];
  const closed = files.find((file) => !here.opens(file));
  if (closed !== undefined) {
    return new GpuAccessError(
      `${closed} may not be opened by this user. Join the group that owns it (render or video), or hand it to the container.`,
    );
  }
  return new AdapterMissingError(
    `${reason} Drivers that are described: ${[...named, ...drivers].join(', ')}; device files: ${files.join(', ') || 'none'}. ` +
      'See what vulkaninfo says: the driver may not fit the kernel or the GPU, or the GPU may lack Vulkan 1.1.',
  );
}

function thisMachine(): Surroundings {
  return {
    platform: process.platform,
    environment: process.env,
    exists: existsSync,
    list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
    opens: (file) => {
      try {
        accessSync(file, constants.R_OK | constants.W_OK);
        return true;
      } catch {
        return false;
      }
    },
  };
}
