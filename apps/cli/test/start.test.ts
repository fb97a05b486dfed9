import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EditedTask, MemoryAtRest } from '@hkmem/sweep';
import { expectKept } from '@hkmem/vitest-preset/kept-numbers';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { hkmem } from './capture.ts';

const settings = {
  seed: 5,
  data: 'glyphs',
  tasks: ['swap', 'conflation', 'associative-swap'],
  agreement: { rtol: 1e-4, images: 20 },
  restImages: 2,
  rest: { memory: { layers: [4] }, updates: 3, batch: 4 },
  base: { memory: { hidden: 4 }, updates: 12, batch: 8, evaluation: { images: 40, every: 5, everyImages: 10 } },
  edit: { updates: 3, batch: 4, graph: { neighbours: 8 }, evaluation: { images: 40, every: 0 } },
  edits: { conflation: { updates: 2 } },
};

test('start makes for a seed what it made before', { timeout: 240_000 }, async () => {
  const out = temporaryFolder();
  const file = join(out, 'start.json');
  writeFileSync(file, JSON.stringify(settings));
  const runs = join(out, 'runs');
  const { code, stdout, stderr } = await hkmem([
    'start',
    '--backend',
    'cpu',
    '--workers',
    '1',
    '--out',
    runs,
    '--config',
    file,
    '--json',
  ]);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const { rest, swapped, base, edits, agreement, weights } = JSON.parse(stdout) as {
    readonly rest: Pick<MemoryAtRest, 'folder' | 'promise' | 'damages'>;
    readonly swapped: EditedTask;
    readonly base: Record<string, unknown>;
    readonly edits: readonly Record<string, unknown>[];
    readonly agreement: readonly Record<string, unknown>[];
    readonly weights: readonly string[];
  };
  expect(rest.promise).toMatch(/nowhere below .* comes to rest/);
  expect(rest.damages.map(({ damage }) => damage)).toEqual(['none', 'noise 0.3', 'left half', 'top half']);
  expect(swapped.rows.map(({ model }) => model)).toEqual(['unedited', 'additive, D = 6']);
  expect(swapped.rows[1]!.evaluations[0]!.certificate).toMatchObject({ kind: 'floor', descends: true });
  const part = ({ task, accuracy, unedited, loss, count, updates, trainedParameters }: Record<string, unknown>) => {
    return { task, accuracy, unedited, loss, count, updates, trainedParameters };
  };
  const judged = ({ seconds: _, energyRise: __, energyAllowance: ___, ...rest }: Record<string, unknown>) => rest;
  const found = {
    folders: readdirSync(runs).filter(
      (name) => /^(base|swap|conflation|associative)/.test(name) && name !== basename(rest.folder),
    ),
    weights,
    parts: [base, ...edits].map(part),
    agreement: agreement.map(judged),
  };
  const kept: unknown = JSON.parse(readFileSync(new URL('start.json', import.meta.url), 'utf8'));
  expectKept(JSON.parse(JSON.stringify(found)), kept);
});
