import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BaseConfig, EditConfig } from '@hkmem/experiments';
import { withSession } from '@hkmem/sweep';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { trainSiteRuns } from '../scripts/site-runs.ts';
import { makeSiteWeights } from '../scripts/site-weights.ts';
import { sha256, WeightsFolder } from '../scripts/weights-folder.ts';
import { readRun, type WeightsSizes } from '../scripts/workshop.ts';

const shipped = new WeightsFolder(fileURLToPath(new URL('../public/weights/', import.meta.url)));
const names = ['memory', 'edit', 'lora', 'rest', 'rest-edit', 'rest-lora'];
const sizes: WeightsSizes = {
  images: 10,
  restImages: 4,
  heldOut: { memory: 4, edit: 4, rest: 4 },
  judged: 2,
  disturbances: [0, 1],
  correctionUpdates: 1,
  loraUpdates: 1,
};

/** A folder whose manifests hold what ships, made small. */
function smallFolder(path: string): WeightsFolder {
  const folder = new WeightsFolder(path);
  const [base, edit, rest] = ['memory', 'edit', 'rest'].map((name) => shipped.manifest(name));
  const { rest: atRest, ...restConfig } = rest!.config as BaseConfig;
  const { graph, ...editConfig } = edit!.config as EditConfig;
  const small: Readonly<Record<string, object>> = {
    memory: { ...(base!.config as BaseConfig), memory: { activation: 'relu', hidden: 4 }, batch: 5, updates: 2 },
    edit: { ...editConfig, graph: { ...graph, neighbours: 6 }, batch: 4, updates: 2, freezeUntil: {} },
    rest: {
      ...restConfig,
      memory: { activation: 'clip', layers: [8] },
      batch: 4,
      updates: 2,
      rest: { ...atRest, beginning: { updates: 1, moments: 1 } },
    },
  };
  for (const [name, config] of Object.entries(small))
    folder.writeJson(`${name}.bin`, { ...shipped.manifest(name), config });
  return folder;
}

test('the command trains what the site shows and makes every file of it, which the site can load', async () => {
  const [root, path] = [temporaryFolder(), join(temporaryFolder(), 'weights')];
  const folder = smallFolder(path);
  const said: string[] = [];
  await withSession({ backend: 'wasm', workers: 1 }, async (session) => {
    const runs = await trainSiteRuns(session, root, folder);
    // What is finished is used again.
    expect(await trainSiteRuns(session, root, folder)).toEqual(runs);
    const workshop = {
      folder,
      dataset: await session.dataset('mnist'),
      backend: session.backend,
      sizes,
      say: (line: string) => void said.push(line),
    };
    await makeSiteWeights(workshop, runs.map(readRun));
    const [base, , rest] = runs.map(readRun);
    await expect(makeSiteWeights(workshop, [base!, rest!])).rejects.toThrow(/runs: got base, base at rest, allowed is/);
  });
  expect(said.at(-1)).toContain('memory, edit, rest, rest-edit, rest-lora');
  for (const name of names) {
    const manifest = folder.manifest(name);
    expect([manifest.bytes, manifest.sha256], name).toEqual([folder.size([name]), sha256(folder.bytes(name))]);
    // What stands in the tree has the same parts.
    expect(Object.keys(manifest).sort(), name).toEqual(Object.keys(shipped.manifest(name)).sort());
    const { parameters } = folder.load(name);
    for (const [at, values] of Object.entries(parameters))
      expect(values.every(Number.isFinite), `${name} ${at}`).toBe(true);
  }
  expect(folder.manifest('edit').edit!.base).toBe(folder.manifest('memory').sha256);
  expect(folder.manifest('rest-edit').judged).toMatchObject({ images: 2, rows: [{ disturbed: 0 }, { disturbed: 1 }] });
  expect(folder.manifest('memory').accuracy.images).toBe(10);
  expect(existsSync(join(path, 'digits.bin'))).toBe(true);
}, 300_000);
