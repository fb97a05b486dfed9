import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { hkmem } from './capture.ts';

const sudoku = (...argv: readonly string[]) => hkmem(['akorn', 'sudoku', ...argv, '--quiet']);

/** A file of settings. */
function config(root: string, givens: readonly number[]): string {
  const path = join(root, `givens-${givens.join('-')}.json`);
  writeFileSync(path, JSON.stringify({ boards: { count: 4, givens, seed: 0 } }));
  return path;
}

/** A training of a second, in the float64 reference. */
function tiny(root: string, ...more: readonly string[]): string[] {
  const size = ['--channels', '16', '--heads', '2', '--batch', '2', '--steps', '2', '--updates', '6'];
  const looks = ['--look-every', '2', '--look-boards', '3', '--checkpoint-every', '2'];
  return [
    'train',
    ...size,
    ...looks,
    '--config',
    config(root, [50, 60]),
    '--backend',
    'cpu',
    '--out',
    join(root, 'runs'),
    ...more,
  ];
}

function runIn(root: string): string {
  return join(root, 'runs', readdirSync(join(root, 'runs'))[0]!);
}

function entries(root: string): { kind: string; update: number; loss: number }[] {
  const lines = readFileSync(join(runIn(root), 'log.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line));
}

/** Aborts once a run has done so many updates. */
function abortAfter(updates: number, root: string): AbortSignal {
  const controller = new AbortController();
  const runs = join(root, 'runs');
  const look = (): void => {
    const log = existsSync(runs) && readdirSync(runs).length > 0 ? join(runIn(root), 'log.jsonl') : '';
    const done = existsSync(log) ? readFileSync(log, 'utf8').split('"kind":"update"').length - 1 : 0;
    if (done >= updates) controller.abort();
    else setTimeout(look, 1);
  };
  look();
  return controller.signal;
}

describe('hkmem akorn sudoku train', () => {
  test('a training that is stopped goes on to the same weights, and a finished one is used again', async () => {
    const [whole, parts] = [temporaryFolder(), temporaryFolder()];
    const first = await sudoku(...tiny(whole, '--json'));
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(JSON.parse(first.stdout)).toMatchObject({ updates: 6, channels: 16, reused: false, look: { boards: 3 } });
    expect(entries(whole).filter(({ kind }) => kind === 'accuracy')).toHaveLength(3);
    expect(readFileSync(join(runIn(whole), 'report.md'), 'utf8')).toContain('# Sudoku: akorn, 16 channels');
    expect(JSON.parse((await sudoku(...tiny(whole, '--json'))).stdout)).toMatchObject({ reused: true });

    const stopped = await hkmem(['akorn', 'sudoku', ...tiny(parts)], { interrupt: abortAfter(1, parts) });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(
      /stopped after update [1-5] of 6; the checkpoint is in .*\nTo go on: hkmem .*--resume/,
    );
    expect((await sudoku(...tiny(parts, '--resume'))).code).toBe(0);
    const weights = (root: string): Buffer => readFileSync(join(runIn(root), 'weights.safetensors'));
    expect(weights(parts).equals(weights(whole))).toBe(true);
    const losses = (root: string) => entries(root).flatMap(({ kind, loss }) => (kind === 'update' ? [loss] : []));
    expect(losses(parts)).toEqual(losses(whole));
  });

  test('a training begins with the weights of another, and only with those', async () => {
    const root = temporaryFolder();
    const first = JSON.parse((await sudoku(...tiny(root, '--json'))).stdout) as { folder: string };
    const more = ['--rate', '1e-9', '--updates', '1', '--out', join(root, 'more')];
    const second = await sudoku(...tiny(root, ...more, '--start', first.folder, '--json'));
    expect([second.code, second.stderr]).toEqual([0, '']);
    const { folder } = JSON.parse(second.stdout) as { folder: string };
    const { readSafetensors } = await import('@hkmem/training');
    const read = (path: string) => readSafetensors(readFileSync(join(path, 'weights.safetensors'))).tensors;
    const [before, after] = [read(first.folder)['mean.out.1.weight']!, read(folder)['out.1.weight']!];
    Array.from(after.data as Float64Array).forEach((value, n) => {
      expect(value).toBeCloseTo(Number(before.data[n]), 7);
    });
    const settings = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
    writeFileSync(join(root, 'again.json'), JSON.stringify({ ...settings, seed: 9 }));
    const again = ['train', '--config', join(root, 'again.json'), '--backend', 'cpu', '--out', root];
    expect((await sudoku(...again)).stderr).toContain('begins with weights of a file');
    expect((await sudoku(...again, '--start', folder)).code).toBe(0);
  });

  test('settings that do not fit are called by name', async () => {
    const root = temporaryFolder();
    expect((await sudoku(...tiny(root, '--channels', '15'))).stderr).toContain('network: channels: got 15');
    expect((await sudoku(...tiny(root, '--model', 'transformer'))).stderr).toContain('--model');
    expect((await sudoku(...tiny(root, '--config', config(root, [42, 31])))).stderr).toContain(
      'the fewest and the most',
    );
    expect((await sudoku(...tiny(root, '--resume'))).stderr).toContain('nothing to resume');
  });
});

describe('hkmem akorn sudoku eval', () => {
  test('boards of a file train and judge; bad lines and other files are refused', async () => {
    const root = temporaryFolder();
    const file = join(root, 'boards.csv');
    const made = await sudoku('boards', '-o', file, '--count', '3', '--givens', '60:62');
    expect([made.code, made.stderr]).toEqual([0, '']);
    const folders: string[] = [];
    for (const model of ['akorn', 'itrsa']) {
      const run = await sudoku(...tiny(root, '--boards', file, '--updates', '1', '--model', model, '--json'));
      folders.push((JSON.parse(run.stdout) as { folder: string }).folder);
    }
    const report = join(root, 'report.md');
    const asked = ['eval', ...folders, '--tests', 'id', '--count', '2', '--boards', file, '--backend', 'cpu'];
    const first = await sudoku(...asked, '--steps', '2,3', '--starts', '2', '--report', report);
    expect([first.code, first.stderr]).toEqual([0, '']);
    const text = readFileSync(report, 'utf8');
    expect(text).toContain('report-starts.svg');
    expect(text).toContain('report-training-akorn-16-1.svg');
    expect(text).toContain('## Training of itrsa, 16 channels, seed 1');
    // akorn at T = 2, and at T = 3 by one start and by the vote of two; itrsa at both.
    expect(text.split('\n').filter((line) => /^\| (akorn|itrsa) \|/.test(line))).toHaveLength(5);
    const kept = readFileSync(join(folders[0]!, 'sudoku-scores.json'), 'utf8');
    const again = await sudoku(...asked, '--steps', '3', '--json');
    const [{ scores }] = JSON.parse(again.stdout) as [{ scores: { votes: unknown[] }[] }];
    expect(scores.map(({ votes }) => votes.length)).toEqual([1, 1]);
    expect(readFileSync(join(folders[0]!, 'sudoku-scores.json'), 'utf8')).toBe(kept);

    writeFileSync(file, `${readFileSync(file, 'utf8')}123\n`);
    const bad = await sudoku(...tiny(root, '--boards', file));
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining('line 5: it has 3 symbols, allowed are 81')]);
    const settings = JSON.parse(readFileSync(join(folders[0]!, 'config.json'), 'utf8')) as { boards: object };
    writeFileSync(join(root, 'same.json'), JSON.stringify({ ...settings, updates: 2 }));
    const lacking = await sudoku('train', '--config', join(root, 'same.json'), '--backend', 'cpu', '--out', root);
    expect(lacking.stderr).toContain('of a file with the SHA-256');
    expect((await sudoku('eval', 'nowhere')).stderr).toContain('give a run folder');
    expect((await sudoku('eval', folders[0]!, '--tests', 'hard')).code).toBe(2);
    expect((await sudoku('eval', folders[0]!, '--tests', '16')).stderr).toContain('from 17 to 80');
    const many = ['eval', folders[0]!, '--tests', '79', '--count', '2', '--steps', '2', '--backend', 'cpu'];
    expect((await sudoku(...many)).stdout).toContain('79: boards %');
  });

  test('weights under the names of a state dictionary are asked by what they are', async () => {
    const root = temporaryFolder();
    await sudoku(...tiny(root, '--updates', '1'));
    const { readSafetensors, writeSafetensors } = await import('@hkmem/training');
    const { tensors } = readSafetensors(readFileSync(join(runIn(root), 'weights.safetensors')));
    const plain = Object.entries(tensors).filter(([name]) => !/^(mean|moments)\./.test(name));
    const file = join(root, 'others.safetensors');
    writeFileSync(
      file,
      writeSafetensors(Object.fromEntries(plain.map(([name, tensor]) => [`module.${name}`, tensor]))),
    );
    const asked = ['eval', file, '--tests', 'ood', '--count', '2', '--steps', '2', '--backend', 'cpu'];
    expect((await sudoku(...asked)).stderr).toMatch(/as weights of 512 channels: /);
    expect((await sudoku(...asked, '--channels', '16', '--heads', '2')).stdout).toContain('ood: boards %');
  });
});

test('hkmem akorn shapes trains in a run folder, goes on, and scores groups', async () => {
  const out = temporaryFolder();
  const shapes = (...more: readonly string[]) => {
    const size = ['--channels', '6', '--n', '3', '--size', '12', '--steps', '2', '--batch', '2', '--updates', '3'];
    const run = ['--count', '2', '--backend', 'cpu', '--out', out, '--quiet', ...more];
    return hkmem(['akorn', 'shapes', ...size, '--shapes', '2,3', ...run]);
  };
  const first = await shapes('--json');
  expect([first.code, first.stderr]).toEqual([0, '']);
  const scores = JSON.parse(first.stdout) as { folder: string };
  expect(JSON.parse((await shapes('--json')).stdout)).toEqual(scores);
  const weights = readFileSync(join(scores.folder, 'weights.safetensors'));
  // What was interrupted before its end lies there as a checkpoint alone.
  renameSync(join(scores.folder, 'weights.safetensors'), join(scores.folder, 'checkpoint.safetensors'));
  expect((await shapes('--resume', '--json')).stdout).toBe(first.stdout);
  expect(readFileSync(join(scores.folder, 'weights.safetensors')).equals(weights)).toBe(true);
  expect(readFileSync(join(scores.folder, 'report.md'), 'utf8')).toContain('FG-ARI');
  const report = join(out, 'docs', 'shapes.md');
  const both = JSON.parse((await shapes('--seeds', '2', '--report', report, '--json')).stdout) as { seed: number }[];
  expect(both.map(({ seed }) => seed)).toEqual([1, 2]);
  expect(both[0]).toMatchObject(scores);
  const rows = readFileSync(report, 'utf8')
    .split('\n')
    .filter((line) => /^\| +(6|) +\| +(1|2|all) /.test(line));
  expect(rows).toHaveLength(3);
  expect((await shapes('--n', '4')).stderr).toContain('channels');
});
