import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { webgpuBackend } from '@hkmem/backend-webgpu';
import { glyphsRecipe } from '@hkmem/experiments';
import { runBase, withSession } from '@hkmem/sweep';
import { describeOn } from '@hkmem/vitest-preset/device';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { afterEach, expect, test } from 'vitest';
import { reportError } from '../src/console/report-error.ts';
import { captured, hkmem } from './capture.ts';
import { webgpuAbsence } from './software-vulkan.ts';

const updates = 40;

/** Compiling kernels for a processor takes seconds each on a busy machine. */
const timeout = 150_000;

function train(out: string, backend: string, ...more: string[]): string[] {
  const size = ['--data', 'glyphs', '--hidden', '4', '--batch', '10', '--images', '20', '--look-every', '0'];
  return ['train', ...size, '--updates', `${updates}`, '--out', out, '--quiet', ...more, '--backend', backend];
}

function fileIn(out: string, name: string): string {
  const folder = existsSync(out) ? readdirSync(out).find((entry) => entry.startsWith('base-')) : undefined;
  return join(out, folder ?? '', name);
}

/** Losses by update. */
function losses(out: string): number[] {
  const lines = readFileSync(fileIn(out, 'log.jsonl'), 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const { kind, loss } = JSON.parse(line) as { kind: string; loss: number };
    return kind === 'update' ? [loss] : [];
  });
}

/** Does something to the device in use once so many updates are logged. */
async function onceLogged(out: string, count: number, act: (device: GPUDevice) => unknown): Promise<void> {
  const logged = (): number => {
    const log = fileIn(out, 'log.jsonl');
    return existsSync(log) ? readFileSync(log, 'utf8').split('"kind":"update"').length - 1 : 0;
  };
  while (logged() < count) await new Promise((resolve) => setTimeout(resolve, 2));
  const backend = await webgpuBackend.create();
  await act(backend.device);
  await backend.dispose();
}

describeOn('webgpu', await webgpuAbsence(), () => {
  let broken: Promise<void> = Promise.resolve();
  afterEach(() => broken);

  test('a device that is lost in a training leaves a checkpoint that other backends go on from', {
    timeout,
  }, async () => {
    const [out, other, whole] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    broken = onceLogged(out, 20, (device) => device.destroy());
    const lost = await hkmem(train(out, 'webgpu'));
    expect(lost.code).toBe(1);
    expect(lost.stderr).toMatch(/^error: the device failed after update \d+ of 40: the GPU device was lost/);
    const done = Number(/after update (\d+)/.exec(lost.stderr)![1]);
    expect(done).toBeGreaterThanOrEqual(20);
    expect(done).toBeLessThan(updates);
    expect(losses(out).length).toBe(done);
    expect(lost.stderr).toContain(`The checkpoint of update ${done} is in '${dirname(fileIn(out, 'log.jsonl'))}'.`);
    const command = train(out, '').slice(0, -2).join(' ');
    expect(lost.stderr).toContain(`To go on, on another backend: hkmem ${command} --backend wasm --resume\n`);

    cpSync(out, other, { recursive: true });
    expect((await hkmem(train(whole, 'cpu'))).code).toBe(0);
    const expected = losses(whole);
    for (const [folder, backend] of [
      [out, 'wasm'],
      [other, 'cpu'],
    ] as const) {
      const resumed = await hkmem(train(folder, backend, '--resume'));
      expect(resumed.stderr).toBe('');
      expect(resumed.code).toBe(0);
      const got = losses(folder);
      expect(got.length).toBe(updates);
      got.forEach((loss, n) => {
        // The bound on losses of two backends over 20 updates at small size; a step that is lost or done twice is far above.
        expect(Math.abs(loss / expected[n]! - 1), `update ${n + 1} on ${backend}`).toBeLessThan(1e-3);
      });
    }
  });

  test('out of memory in a training is named, and the folder can be used', { timeout }, async () => {
    const out = temporaryFolder();
    broken = onceLogged(out, 10, (device) => {
      const error = new GPUOutOfMemoryError('no room for 9 GB.');
      device.dispatchEvent(Object.assign(new Event('uncapturederror'), { error }));
    });
    const failed = await hkmem(train(out, 'webgpu'));
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(
      /^error: the device failed after update \d+ of 40: the GPU is out of memory: no room for 9 GB\. Use a smaller batch/,
    );
    const done = Number(/after update (\d+)/.exec(failed.stderr)![1]);
    const resumed = await hkmem(train(out, 'wasm', '--resume'));
    expect(resumed.code).toBe(0);
    expect(losses(out).length).toBe(updates);
    expect(done).toBeGreaterThanOrEqual(10);
  });

  test('a batch beyond the limits of a buffer is named before anything is trained', { timeout }, async () => {
    const out = temporaryFolder();
    // More images than any data set has, which the commands refuse before they ask a device.
    const { base, data, seed, execution } = glyphsRecipe;
    const config = { ...base, task: 'base' as const, data, seed, batch: 20_000_000 };
    const finish = () => Promise.reject(new Error('nothing was trained'));
    const failed = await withSession({ backend: 'webgpu' }, (session) =>
      runBase(session, out, config, execution.base, {}, finish).catch((error: unknown) => error),
    );
    const told = await captured((context) => reportError(context, failed), train(out, 'webgpu'));
    expect(told.code).toBe(1);
    expect(told.stderr).toMatch(
      /^error: the device failed before the first update: state of 20000000 samples takes \d+ bytes, this GPU device allows \d+ in a buffer\. Use a smaller batch\.\nTo begin on another backend: hkmem train .*--backend wasm\n$/,
    );
    const again = await hkmem(train(out, 'cpu', '--updates', '2'));
    expect(again.code).toBe(0);
  });
});
