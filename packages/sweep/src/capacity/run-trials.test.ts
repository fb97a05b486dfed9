import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ValueError } from '@hkmem/backend';
import type { CapacityTrial } from '@hkmem/storage';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { InterruptedError } from '../errors.ts';
import { runTrials } from './run-trials.ts';

const trials: readonly CapacityTrial[] = [0.05, 0.1, 0.15].flatMap((load) =>
  [1, 2].map((seed) => ({ rule: 'hebb', neurons: 64, load, damage: 0.1, seed, tried: 3 }) as const),
);

test('trials run in threads, in order, and are not run again', async () => {
  const root = temporaryFolder();
  const seen: number[] = [];
  const found = await runTrials(trials, { root, jobs: 2, onProgress: (finished) => seen.push(finished) });
  expect(found.map(({ trial }) => trial)).toEqual(trials);
  expect(found.map(({ count }) => count.patterns)).toEqual([3, 3, 6, 6, 10, 10]);
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(await runTrials(trials, { root: temporaryFolder(), jobs: 1 })).toEqual(found);

  const files = readdirSync(join(root, 'capacity'));
  expect(files).toHaveLength(6);
  const changed = join(root, 'capacity', files[0]!);
  const kept = JSON.parse(readFileSync(changed, 'utf8')) as { count: { near: number } };
  writeFileSync(changed, JSON.stringify({ ...kept, count: { ...kept.count, near: 77 } }));
  writeFileSync(join(root, 'capacity', files[1]!), '{"trial":');
  const again = await runTrials(trials, { root, jobs: 1, onProgress: (finished) => seen.push(finished) });
  expect(seen.slice(-2)).toEqual([5, 6]);
  expect(again.filter(({ count }) => count.near === 77)).toHaveLength(1);
});

test('a stop keeps what is finished', async () => {
  const root = temporaryFolder();
  const controller = new AbortController();
  const running = runTrials(trials, {
    root,
    jobs: 1,
    signal: controller.signal,
    onProgress: (finished) => finished === 2 && controller.abort(),
  });
  await expect(running).rejects.toThrow(InterruptedError);
  expect(readdirSync(join(root, 'capacity'))).toHaveLength(2);
});

test('a trial that does not hold together is refused before any is run', async () => {
  const root = temporaryFolder();
  await expect(runTrials([...trials, { ...trials[0]!, load: 0 }], { root })).rejects.toThrow(ValueError);
  expect(readdirSync(root)).toEqual([]);
});
