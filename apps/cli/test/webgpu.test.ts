import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referenceText } from '@hkmem/fixtures';
import { describeOn } from '@hkmem/vitest-preset/device';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { hkmem } from './capture.ts';
import { webgpuAbsence } from './software-vulkan.ts';

describeOn('webgpu', await webgpuAbsence(), () => {
  // All of them are met on WebGPU in cross-backend; here it is the command that is tried.
  const names = ['hopfield-tanh', 'kuramoto-linear-D3', 'coupled-additive-relu-D5'];

  test('verify holds reference values of each kind against webgpu', { timeout: 150_000 }, async () => {
    const file = join(temporaryFolder(), 'reference.json');
    const { cases, ...rest } = JSON.parse(referenceText()) as { cases: { name: string }[] };
    writeFileSync(file, JSON.stringify({ ...rest, cases: cases.filter(({ name }) => names.includes(name)) }));
    const { code, stdout, stderr } = await hkmem(['verify', file, '--backend', 'webgpu', '--json']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      backend: expect.stringContaining('webgpu'),
      cases: names.map((name) => ({ name })),
    });
  });

  test('info shows adapters with limits and features, and why auto passes over a GPU that is emulated', {
    timeout: 60_000,
  }, async () => {
    const { code, stdout } = await hkmem(['info']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/webgpu +works/);
    expect(stdout).toMatch(/GPU adapters: \n {2}.*high-performance/);
    expect(stdout).toMatch(/limits: maxBufferSize \d+, maxStorageBufferBindingSize \d+/);
    expect(stdout).toMatch(/features: .*core-features-and-limits/);
    const [, auto] = /auto takes: (\w+), the first that works here/.exec(stdout)!;
    if (/\(software, on the processor\):.*high-performance/.test(stdout)) {
      expect(auto).toBe('wasm');
      expect(stdout).toMatch(/not webgpu: .*a GPU emulated on the processor is slower/);
    }
  });
});
