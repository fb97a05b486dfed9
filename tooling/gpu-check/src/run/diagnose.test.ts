import { expect, test } from 'vitest';
import { diagnose, type Surroundings } from './diagnose.ts';

/** A machine with these files, on which those that are named cannot be opened. */
function machine(
  files: readonly string[],
  extra: Partial<Surroundings> = {},
  closed: readonly string[] = [],
): Surroundings {
  return {
    platform: 'linux',
    environment: { HOME: '/home/me' },
    exists: (file) => files.some((known) => known === file || known.startsWith(`${file}/`)),
    list: (folder) =>
      files.filter((file) => file.startsWith(`${folder}/`)).map((file) => file.slice(folder.length + 1)),
    opens: (file) => !closed.includes(file),
    ...extra,
  };
}

const loader = '/usr/lib/x86_64-linux-gnu/libvulkan.so.1';
const driver = '/usr/share/vulkan/icd.d/nvidia_icd.json';
const device = '/dev/dri/renderD128';

test.for<readonly [name: string, here: Surroundings, words: RegExp]>([
  ['VulkanLoaderMissingError', machine([driver, device]), /libvulkan1/],
  ['VulkanDriverMissingError', machine([loader, device]), /\/home\/me\/.local\/share.*VK_ICD_FILENAMES/],
  [
    'VulkanDriverMissingError',
    machine([loader, driver], { environment: { VK_ICD_FILENAMES: '/nowhere.json' } }),
    /\/nowhere.json, which VK_ICD_FILENAMES/,
  ],
  ['GpuAccessError', machine([loader, driver, device], {}, [device]), /\/dev\/dri\/renderD128 may not be opened/],
  ['AdapterMissingError', machine([loader, driver, device]), /because\. .*nvidia_icd.json; device files: .*renderD128/],
  ['AdapterMissingError', machine([], { platform: 'win32' }), /^because\.$/],
])('%s says what is missing', ([name, here, words]) => {
  const error = diagnose('because.', here);
  expect(error.name).toBe(name);
  expect(error.message).toMatch(words);
});

test('a loader in LD_LIBRARY_PATH counts', () => {
  const here = machine(['/opt/gpu/libvulkan.so.1', driver, device], { environment: { LD_LIBRARY_PATH: '/opt/gpu' } });
  expect(diagnose('because.', here).name).toBe('AdapterMissingError');
});
