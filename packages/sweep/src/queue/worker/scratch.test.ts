import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { lock } from '../../run-folder/lock.ts';
import { openScratch } from './scratch.ts';

describe("a worker's folder for unfinished work", () => {
  const workers = /^hkmem-worker-/;
  const left = (parent: string, name: string, holder: object | undefined): string => {
    const path = join(parent, `hkmem-worker-${name}`);
    mkdirSync(path);
    if (holder !== undefined) writeFileSync(join(path, 'lock'), JSON.stringify(holder));
    return path;
  };

  test('stays when another worker comes, of this process or of another', async () => {
    const parent = temporaryFolder();
    const other = left(parent, 'other', { process: process.ppid, host: hostname() });
    const scratches = [await openScratch(parent), await openScratch(parent)];
    // And when several come at once.
    scratches.push(...(await Promise.all(Array.from({ length: 8 }, () => openScratch(parent)))));
    expect(new Set(scratches.map(({ path }) => path)).size).toBe(10);
    for (const { path } of scratches) expect(readdirSync(path)).toEqual(['lock']);
    expect(existsSync(other)).toBe(true);
    for (const scratch of scratches) await scratch.close();
    expect(readdirSync(parent)).toEqual(['hkmem-worker-other']);
  });

  test('goes when its worker is gone, also one that had the number of this process', async () => {
    const parent = temporaryFolder();
    const gone = [
      left(parent, 'same', { process: process.pid, host: hostname() }),
      // Above the highest number that a process can have.
      left(parent, 'gone', { process: 2 ** 22 + 1, host: hostname() }),
      left(parent, 'bare', undefined),
    ];
    const scratch = await openScratch(parent);
    for (const path of gone) expect(existsSync(path), path).toBe(false);
    expect(readdirSync(parent)).toEqual([basename(scratch.path)]);
  });

  test('has the name of one only when it is locked', async () => {
    const parent = temporaryFolder();
    const names: string[] = [];
    const { path } = await openScratch(parent, (file) => {
      names.push(...readdirSync(parent));
      return lock(file);
    });
    expect(names).toEqual([expect.not.stringMatching(workers)]);
    expect(basename(path)).toMatch(workers);
    expect(readdirSync(path)).toEqual(['lock']);
  });
});
