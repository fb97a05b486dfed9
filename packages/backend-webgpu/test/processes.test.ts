import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeOn } from '@hkmem/vitest-preset/device';
import { expect, test } from 'vitest';
import { adapterAbsence } from './software-vulkan.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** Runs a TypeScript module on the sources in a process of its own; `lines` is what it prints. */
function run(
  code: string,
  env: Record<string, string> = {},
): { readonly lines: string[]; readonly status: number | null } {
  const flags = ['--conditions=@hkmem/source', '--input-type=module-typescript', '--eval', code];
  const { stdout, status } = spawnSync(process.execPath, flags, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 25_000,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  return { lines: stdout.trim().split('\n'), status };
}

const tellReason = `
  import { registeredBackends } from '@hkmem/backend';
  import * as tf from '@tensorflow/tfjs-core';
  const { describeAdapters, NoAdapterError, webgpuBackend } = await import('@hkmem/backend-webgpu');
  try {
    await webgpuBackend.create();
  } catch (error) {
    console.log(error instanceof NoAdapterError, error.message);
  }
  console.log((await describeAdapters()).absence === undefined, tf.engine().backendName ?? 'none', 'gpu' in navigator);
  console.log(registeredBackends().map(({ name }) => name).join(' '));
`;

test('without a Vulkan driver the backend says how to get one, and tfjs stays as it was', () => {
  const { lines, status } = run(tellReason, { VK_ICD_FILENAMES: `${folder}no-such-driver.json` });
  expect(lines[0]).toMatch(/^true no adapter was found: on Linux, WebGPU needs libvulkan1 and a Vulkan driver/);
  expect(lines.slice(1)).toEqual(['false none false', 'webgpu cpu']);
  expect(status).toBe(0);
});

test('without the npm package the backend says how to install it', () => {
  const hidden = `
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve(specifier, context, next) {
        if (specifier !== 'webgpu') return next(specifier, context);
        throw Object.assign(new Error('hidden'), { code: 'ERR_MODULE_NOT_FOUND' });
      },
    });`;
  const { lines, status } = run(hidden + tellReason);
  expect(lines[0]).toMatch(/^true in Node, WebGPU comes from the npm package 'webgpu'.*Run `npm install webgpu`\.$/);
  expect(lines.slice(1)).toEqual(['false none false', 'webgpu cpu']);
  expect(status).toBe(0);
});

test('in a browser without WebGPU the backend says so', () => {
  const browser = `Object.defineProperty(process, 'versions', { value: {} });`;
  const { lines } = run(browser + tellReason);
  expect(lines[0]).toMatch(
    /^true this browser offers no WebGPU \(navigator\.gpu is missing\)\. Open the page over https/,
  );
});

describeOn('webgpu', await adapterAbsence(), () => {
  const examples = [...readFileSync(`${folder}README.md`, 'utf8').matchAll(/```js\n([\s\S]*?)```/g)];

  test('README.md has examples of the device', () => {
    expect(examples.length).toBeGreaterThan(1);
  });

  test.for(examples.map(([, code], n) => [n + 1, code!] as const))(
    'example %i of README.md prints what it says, and the process ends by itself',
    ([, code]) => {
      const printed = [...code.matchAll(/\/\/ prints (.*)$/gm)].map(([, line]) => line);
      expect(printed).not.toHaveLength(0);
      expect(run(code)).toEqual({ lines: printed, status: 0 });
    },
  );
});
