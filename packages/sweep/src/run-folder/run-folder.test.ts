import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, identify } from '@hkmem/experiments';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { RunFolderError, RunInUseError } from '../errors.ts';
import { type FileOperations, writeAtomically } from './atomic-write.ts';
import { RunFolder } from './run-folder.ts';

const config = { task: 'base', seed: 1, flow: { steps: 2, solver: 'rk4' } };

describe('identity', () => {
  test('does not depend on the order of keys, and does on every value', () => {
    const same = { flow: { solver: 'rk4', steps: 2 }, seed: 1, task: 'base' };
    expect(canonicalJson(same)).toBe(canonicalJson(config));
    expect(identify(same)).toEqual(identify(config));
    expect(identify({ ...config, seed: 2 }).hash).not.toBe(identify(config).hash);
  });

  test('is the SHA-256 of the canonical text', () => {
    // printf '%s' '{"task":"base"}' | sha256sum
    expect(identify({ task: 'base' })).toEqual({
      task: 'base',
      hash: '715730b0d930fd4124e11ddb55b2e65c5ed72662c4e52d42c07ab51ef66665b1',
      folder: 'base-715730b0d930',
    });
  });
});

describe('atomic writes', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  const failing = (step: 'write' | 'sync' | 'rename'): FileOperations => ({
    open: async (path, flags) => {
      const file = await open(path, flags);
      return {
        writeFile: async (content) => {
          await file.writeFile(content);
          if (step === 'write') throw full;
        },
        sync: async () => {
          if (step === 'sync') throw full;
        },
        close: () => file.close(),
      };
    },
    rename: async (from, to) => {
      if (step === 'rename') throw full;
      await rename(from, to);
    },
    remove: (path) => rm(path, { force: true }),
  });

  test.for(['write', 'sync', 'rename'] as const)(
    'a full disk at %s keeps the old file and leaves no part',
    async (step) => {
      const folder = temporaryFolder();
      const path = join(folder, 'checkpoint');
      await writeAtomically(path, 'old');
      await expect(writeAtomically(path, 'new', failing(step))).rejects.toThrow(/disk is full.*is kept/);
      expect(readFileSync(path, 'utf8')).toBe('old');
      expect(readdirSync(folder)).toEqual(['checkpoint']);
    },
  );

  test('a folder that cannot be made is an error that names it', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(RunFolder.open(join(folder, 'file', 'run'), config)).rejects.toThrow(RunFolderError);
  });
});

describe('a run folder', () => {
  test('of another configuration is refused with every field', async () => {
    const path = join(temporaryFolder(), 'run');
    await (await RunFolder.open(path, config)).close();
    const other = { ...config, seed: 2, flow: { steps: 3, solver: 'rk4' }, batch: 10 };
    await expect(RunFolder.open(path, other)).rejects.toThrow(
      /batch is not set there, 10 here; flow.steps is 2 there, 3 here; seed is 1 there, 2 here/,
    );
  });

  test('is not made when it should be there', async () => {
    const path = join(temporaryFolder(), 'run');
    await expect(RunFolder.open(path, config, true)).rejects.toThrow(/nothing to resume/);
    expect(existsSync(path)).toBe(false);
  });

  test('is held by one process; the mark of one that is gone is replaced', async () => {
    const path = join(temporaryFolder(), 'run');
    mkdirSync(path);
    // Process 1 is always there and never this one.
    writeFileSync(join(path, 'lock'), JSON.stringify({ process: 1, host: hostname() }));
    await expect(RunFolder.open(path, config)).rejects.toThrow(RunInUseError);
    await expect(RunFolder.open(path, config)).rejects.toThrow(/another process \(1 on/);
    // Beyond the largest process number of Linux, 2^22.
    writeFileSync(join(path, 'lock'), JSON.stringify({ process: 2 ** 22 + 1, host: hostname() }));
    const folder = await RunFolder.open(path, config);
    await folder.close();
    expect(existsSync(join(path, 'lock'))).toBe(false);
  });

  test('its log is read without a last line that was cut short, and rewound to a checkpoint', async () => {
    const folder = await RunFolder.open(join(temporaryFolder(), 'run'), config);
    const update = (n: number) => ({ kind: 'update', update: n, loss: 1 / n, rate: 0.1, seconds: 0.5 }) as const;
    await folder.log.append(
      { kind: 'session', time: 'now', from: 0, backend: 'cpu', threads: 1 },
      update(1),
      update(2),
    );
    await folder.log.append({ kind: 'accuracy', update: 2, accuracy: 0.5, count: 10 }, update(3));
    appendFileSync(folder.file('log.jsonl'), '{"kind":"upd');
    expect(await folder.log.read()).toHaveLength(5);
    await folder.log.rewindTo(2);
    expect((await folder.log.read()).map((entry) => entry.kind)).toEqual(['session', 'update', 'update', 'accuracy']);
    await folder.close();
  });
});
