import { readFileSync } from 'node:fs';
import { decodeCheckpoint } from '@hkmem/training';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { BackendHost } from '../src/worker/backend-host.ts';
import { EditTraining } from '../src/worker/edit-training.ts';
import { siteSuite } from './site-suite.ts';
import { type StoppedEdit, stoppedEdit } from './stopped-edit.ts';

/** In the worker of the page, as a module of Node. */
async function trainingOnWasm(): Promise<EditTraining> {
  const host = new BackendHost();
  expect((await host.start({ name: 'wasm', assets: '', workers: 1 })).name).toBe('wasm');
  return new EditTraining(host);
}

let edit: Promise<StoppedEdit> | undefined;
/** Made once. */
const made = (): Promise<StoppedEdit> => {
  edit ??= stoppedEdit(temporaryFolder());
  return edit;
};

test('a checkpoint with warm-up, a bias and an earlier swap goes on in the worker as in a run folder, bit for bit', async () => {
  const { stopped, finished, updates } = await made();
  const training = await trainingOnWasm();
  expect(await training.load(stopped)).toMatchObject({ task: 'swap', update: 9, updates });
  // What is loaded and saved is the same file.
  expect(await training.save()).toEqual(stopped);
  const losses: number[] = [];
  expect((await training.run(({ loss }) => losses.push(loss))).update).toBe(updates);
  expect(losses).toHaveLength(updates - 9);
  const saved = await training.save();
  expect(decodeCheckpoint(saved)).toEqual(decodeCheckpoint(finished));
  expect(saved).toEqual(finished);
});

siteSuite(false, (site) => {
  test('so it does in the page', async () => {
    const { stopped, finished, updates } = await made();
    const { page, faults } = await site.open('?backend=wasm');
    const scene = page.locator('#train');
    await scene.scrollIntoViewIfNeeded();
    const [name, mimeType] = ['checkpoint.safetensors', 'application/octet-stream'];
    await scene.locator('input[type=file]').setInputFiles({ name, mimeType, buffer: Buffer.from(stopped) });
    await scene.locator('[data-update="9"][data-state=paused]').waitFor({ timeout: 90_000 });
    await scene.getByRole('button', { name: 'Go on' }).click();
    await scene.locator(`[data-update="${updates}"][data-state=paused]`).waitFor({ timeout: 90_000 });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      scene.getByRole('button', { name: 'Save' }).click(),
    ]);
    expect(Uint8Array.from(readFileSync(await download.path()))).toEqual(finished);
    expect(faults).toEqual([]);
  });
});
