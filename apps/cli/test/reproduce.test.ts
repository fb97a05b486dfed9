import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { hkmem } from './capture.ts';

/** The smallest part of the smallest study, in processes of its own. */
const smallest = ['reproduce', '--data', 'glyphs', '--only', 'base,baselines/swap/rank3', '--jobs', '1'];

describe('reproduce', () => {
  test('says what it will run, runs it, reports it, and does not run it again', async () => {
    const out = temporaryFolder();
    const first = await hkmem([...smallest, '--out', out, '--json']);
    expect(first.stderr).toMatch(/base: 1 cells, about .*\n +baselines: 1 cells/);
    expect(first.code).toBe(0);
    const { report, results } = JSON.parse(first.stdout);
    expect(results).toHaveLength(2);
    expect(readFileSync(join(report, 'README.md'), 'utf8')).toContain('LoRA, rank 3');
    const again = await hkmem([...smallest, '--out', out, '--json']);
    expect(again.stderr).toContain('2 of 2 cells are there already');
    expect(JSON.parse(again.stdout).results).toEqual(results);
  });

  test('with --no-run reports what is there, with --plan writes nothing', async () => {
    const out = temporaryFolder();
    const dry = await hkmem([...smallest, '--out', out, '--no-run']);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('LoRA, rank 3');
    expect(readFileSync(join(out, 'reproduce-quick-glyphs', 'README.md'), 'utf8')).toContain('2 of 2 cells have no');
    const other = temporaryFolder();
    const planned = await hkmem([...smallest, '--out', other, '--plan', '--json']);
    expect(JSON.parse(planned.stdout)).toMatchObject({ cells: 2, finished: 0 });
    expect(existsSync(join(other, 'reproduce-quick-glyphs'))).toBe(false);
  });

  test.for([
    ['--seeds', '0'],
    ['--jobs', 'two'],
    ['--only', 'nothing'],
    ['--profile', 'endless'],
    ['--store', 'somewhere'],
  ])('%s %s is refused', async ([flag, value]) => {
    const { code, stderr } = await hkmem([...smallest, flag!, value!]);
    expect(code).toBe(2);
    expect(stderr).toContain(flag);
  });
});
