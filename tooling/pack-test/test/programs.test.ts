import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@hkmem/release/run';
import { expect, inject, test } from 'vitest';
import { root } from '../src/prepare.ts';

const { library } = inject('prepared');

test.for(['own-patterns', 'own-interaction'])('apps/examples/%s runs in a folder with the tarballs', async (name) => {
  cpSync(join(root, 'apps/examples', name), join(library, 'programs', name), { recursive: true });
  const { stdout, stderr, status } = await run(process.execPath, ['main.ts'], { cwd: join(library, 'programs', name) });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toMatch(/energy.* -> /);
});

test('a program of twenty lines trains, edits, judges and sweeps, and the sweep gives the same memories', async () => {
  const text = readFileSync(join(root, 'tooling/pack-test/programs/study.ts'), 'utf8');
  expect(
    text
      .trim()
      .split('\n')
      .filter((line) => line !== '').length,
  ).toBeLessThanOrEqual(25);
  const folder = join(library, 'programs', 'study');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.ts'), text);
  const { stdout, stderr, status } = await run(process.execPath, ['main.ts'], { cwd: folder });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const { own, before, after, rows, failures } = JSON.parse(stdout) as Printed;
  expect(after.accuracy).toBeGreaterThan(before.accuracy + 0.1);
  expect(failures).toEqual([]);
  expect(rows.map(({ settings: { task, seed } }) => [task, seed])).toEqual([
    ['base', 1],
    ['base', 2],
    ['swap', 1],
    ['swap', 2],
  ]);
  const judged = (n: number) => [rows[n]!.numbers['accuracy'], rows[n]!.numbers['loss']];
  expect(judged(0)).toEqual([own.accuracy, own.loss]);
  expect(judged(2)).toEqual([after.accuracy, after.loss]);
});

interface Judged {
  readonly accuracy: number;
  readonly loss: number;
}

/** What the program prints. */
interface Printed {
  readonly own: Judged;
  readonly before: Judged;
  readonly after: Judged;
  readonly rows: readonly {
    readonly settings: Readonly<Record<string, unknown>>;
    readonly numbers: Readonly<Record<string, unknown>>;
  }[];
  readonly failures: readonly unknown[];
}
