import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, identifyCell, usedGraph } from '@hkmem/experiments';
import {
  expandSweep,
  parseSweepFile,
  RunFolderError,
  readCellResult,
  readMemory,
  resultFile,
  runCells,
} from '@hkmem/sweep';
import { decodeCheckpoint, encodeCheckpoint } from '@hkmem/training';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { beforeAll, describe, expect, test } from 'vitest';
import { tinyBase } from '../../../packages/sweep/test/sweep-cells.ts';
import { hkmem } from './capture.ts';

/** A base memory of 84 neurons over drawn digits, without the folder that it was made in. */
let base: Buffer;
const training = [
  '--updates',
  '2',
  '--batch',
  '5',
  '--images',
  '10',
  '--look-every',
  '0',
  '--backend',
  'cpu',
  '--quiet',
];
beforeAll(async () => {
  const out = mkdtempSync(join(tmpdir(), 'hkmem-early-'));
  const { code, stdout } = await hkmem([
    'train',
    '--data',
    'glyphs',
    '--hidden',
    '10',
    '--out',
    out,
    '--json',
    ...training,
  ]);
  expect(code).toBe(0);
  base = readFileSync(join((JSON.parse(stdout) as { folder: string }).folder, 'weights.safetensors'));
  rmSync(out, { recursive: true });
});

function baseFile(): { readonly file: string; readonly folder: string } {
  const folder = temporaryFolder();
  const file = join(folder, 'base.safetensors');
  writeFileSync(file, base);
  return { file, folder };
}

describe('settings that do not fit are refused before anything is computed or written', () => {
  test.for<[string, string]>([
    [
      '--neighbours 41',
      'error: --neighbours: got 41, allowed is an even number from 2 to 82, as the memory has 84 neurons (setting graph.neighbours)',
    ],
    ['--neighbours 84', 'error: --neighbours: got 84, allowed is an even number from 2 to 82'],
    ['--neighbours 0', 'error: --neighbours: too small: expected number to be >=2 (got 0; setting graph.neighbours)'],
    ['--digits 3,3', 'error: --digits: got 3, 3, allowed are two different digits from 0 to 9 (setting digits)'],
    ['--digits 3,10', 'error: --digits: got 3, 10, allowed are two different digits from 0 to 9 (setting digits)'],
    ['--bias-digits 12 --bias-share 0.5', 'error: --bias-digits: got 12, allowed are digits from 0 to 9'],
    [
      '--batch 1001',
      "error: --batch: got 1001, allowed is a whole number from 1 to 1000, the training images of 'glyphs'",
    ],
  ])('edit %s', async ([flags, words]) => {
    const { file, folder } = baseFile();
    const line = ['edit', '--base', file, '--task', 'swap', '--out', join(folder, 'runs'), '--backend', 'cpu'];
    const { code, stdout, stderr } = await hkmem([...line, ...flags.split(' ')]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['base.safetensors']);
  });

  test.for<[string, RegExp]>([
    ['graph: {neighbours: 41}', /a\.yaml: graph\.neighbours: got 41, allowed is an even number from 2 to 82/],
    ['freezeUntil: {kuramoto.C: 3}', /freezeUntil: got 'kuramoto\.C', allowed are .*kuramoto\.A/],
    ['optimiser: {groups: {hopfield.weights: {}}}', /optimiser\.groups: got 'hopfield\.weights', allowed are/],
  ])('edit with %s in a file', async ([text, words]) => {
    const { file, folder } = baseFile();
    const config = join(folder, 'a.yaml');
    writeFileSync(config, text);
    const line = ['edit', '--base', file, '--task', 'swap', '--out', join(folder, 'runs'), '--config', config];
    const { code, stderr } = await hkmem([...line, '--backend', 'cpu']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(words)]);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });

  test('train, sweep and start', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'a.yaml');
    const out = ['--out', join(folder, 'runs'), '--backend', 'cpu'];
    const trained = await hkmem(['train', '--data', 'glyphs', '--batch', '1001', ...out]);
    expect([trained.code, trained.stderr]).toEqual([2, expect.stringMatching(/^error: --batch: got 1001/)]);
    writeFileSync(file, 'data: glyphs\ntasks: [swap]\ngrid: {graph.neighbours: [20, 41]}\n');
    const swept = await hkmem(['sweep', 'run', file, ...out]);
    expect([swept.code, swept.stderr]).toEqual([2, expect.stringMatching(/edit \(swap\): graph\.neighbours: got 41/)]);
    writeFileSync(file, 'data: glyphs\nedit: {graph: {neighbours: 41}}\n');
    const begun = await hkmem(['start', '--config', file, ...out]);
    expect([begun.code, begun.stderr]).toEqual([2, expect.stringMatching(/under edit.*graph\.neighbours: got 41/)]);
    writeFileSync(file, 'data: glyphs\nrest: {updates: 0}\n');
    const rested = await hkmem(['start', '--config', file, ...out]);
    expect([rested.code, rested.stderr]).toEqual([2, expect.stringMatching(/under rest: updates: too small/)]);
    expect(readdirSync(folder)).toEqual(['a.yaml']);
  });

  test.for(['train', 'reproduce', 'sweep'])('%s of a data set that needs a folder', async (command) => {
    const folder = temporaryFolder();
    const file = join(folder, 'a.yaml');
    writeFileSync(file, 'data: fashion\n');
    const line = command === 'sweep' ? ['sweep', 'run', file] : [command, '--data', 'fashion'];
    const { code, stdout, stderr } = await hkmem([...line, '--out', join(folder, 'runs'), '--backend', 'cpu']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: --data-dir is needed for 'fashion'.*give --data-dir \/usr\/share/);
    expect(stderr).not.toContain('directory:');
    expect(readdirSync(folder)).toEqual(['a.yaml']);
    if (command === 'sweep') return;
    const absent = await hkmem([...line, '--data-dir', join(folder, 'none'), '--out', join(folder, 'runs')]);
    expect([absent.code, absent.stderr]).toEqual([
      2,
      expect.stringMatching(/--data-dir: folder '.*none' does not exist/),
    ]);
  });
});

describe('a complete graph', () => {
  const cellsOf = (graph: object): string[] => {
    const file = { data: 'glyphs', tasks: ['swap'], edit: { graph } };
    return expandSweep('test', parseSweepFile('test', file)).map((cell) => identifyCell(cell).id);
  };

  test('is one cell whatever k and p', () => {
    const complete = cellsOf({ kind: 'complete' });
    expect(cellsOf({ kind: 'complete', neighbours: 20, rewiring: 0.3 })).toEqual(complete);
    expect(cellsOf({ kind: 'complete', neighbours: 41 })).toEqual(complete);
    expect(cellsOf({ kind: 'ring', neighbours: 20 })).not.toEqual(cellsOf({ kind: 'ring' }));
    expect(cellsOf({ neighbours: 20 })).not.toEqual(cellsOf({}));
  });

  test('leaves a small world as it is; a ring has no p, and those of the hidden neurons have neither', () => {
    const usual = { neighbours: 40, rewiring: 0.1 };
    const given = { neighbours: 20, rewiring: 0.5, count: 'one' } as const;
    const world = { kind: 'small-world', ...given } as const;
    expect(usedGraph(world, usual)).toBe(world);
    expect(usedGraph({ kind: 'ring', ...given }, usual)).toEqual({ kind: 'ring', ...given, rewiring: 0.1 });
    for (const kind of ['complete', 'hidden', 'bridged', 'context'] as const) {
      expect(usedGraph({ kind, ...given }, usual)).toEqual({ kind, ...given, ...usual });
    }
    expect(cellsOf({ kind: 'ring', rewiring: 0.5 })).toEqual(cellsOf({ kind: 'ring' }));
    expect(cellsOf({ kind: 'ring', neighbours: 20, rewiring: 0.5 })).not.toEqual(cellsOf({ kind: 'ring' }));
    expect(cellsOf({ kind: 'hidden', neighbours: 41, rewiring: 0.5 })).toEqual(cellsOf({ kind: 'hidden' }));
  });

  test('is one run, and one that was made under other numbers is found by them', { timeout: 120_000 }, async () => {
    const { file, folder } = baseFile();
    const out = join(folder, 'runs');
    const edit = async (k: string): Promise<{ folder: string; reused: boolean }> => {
      const flags = ['--graph', 'complete', '--neighbours', k, '--out', out, '--json', ...training];
      const { code, stdout, stderr } = await hkmem(['edit', '--base', file, '--task', 'swap', ...flags]);
      expect([code, stderr]).toEqual([0, '']);
      return JSON.parse(stdout);
    };
    const first = await edit('20');
    expect(await edit('41')).toMatchObject({ folder: first.folder, reused: true });
    const config = JSON.parse(readFileSync(join(first.folder, 'config.json'), 'utf8'));
    const old = { ...config, graph: { ...config.graph, neighbours: 30 } };
    const path = join(out, identify(old).folder);
    mkdirSync(path);
    writeFileSync(join(path, 'config.json'), JSON.stringify(old));
    expect(await edit('30')).toMatchObject({ folder: path, reused: false });
    expect(await edit('32')).toMatchObject({ folder: first.folder, reused: true });
  });
});

describe('what cannot be read is not what is not there', () => {
  test('a result', async () => {
    const root = temporaryFolder();
    const cell = tinyBase();
    expect(await readCellResult(root, cell)).toBeUndefined();
    mkdirSync(resultFile(root, cell), { recursive: true });
    await expect(readCellResult(root, cell)).rejects.toThrow(RunFolderError);
    const words = `cannot read '${resultFile(root, cell)}': it is a folder; give a file in it.`;
    await expect(readCellResult(root, cell)).rejects.toThrow(words);
    const [outcome] = await runCells([cell], { root });
    expect(outcome).toMatchObject({ error: words });
    expect(readdirSync(root)).toEqual(['cells']);
    const file = join(root, 'file');
    writeFileSync(file, '');
    await expect(readCellResult(file, cell)).rejects.toThrow(/'.*file' is a file and no folder/);
  });

  test.for<[string, (config: Record<string, unknown>) => unknown, RegExp]>([
    ['with a setting of another version', (config) => ({ ...config, momentum: 1 }), /unknown setting 'momentum'/],
    ['without one', ({ batch: _, ...config }) => config, /batch is not set/],
    [
      'with another value',
      (config) => ({ ...config, data: 'cifar' }),
      /data: .*one of mnist, fashion, glyphs.*got "cifar"/,
    ],
    ['that is no object', () => 'base', /expected object/],
    ['that is none', () => null, /it has no settings of a run/],
  ])('a memory %s', async ([, change, words]) => {
    const { file } = baseFile();
    const checkpoint = decodeCheckpoint(base);
    const config = change(checkpoint.config as Record<string, unknown>);
    writeFileSync(file, encodeCheckpoint({ ...checkpoint, config }));
    await expect(readMemory(file)).rejects.toThrow(words);
    await expect(readMemory(file)).rejects.toThrow(file);
  });
});
