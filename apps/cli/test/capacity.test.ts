import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { hkmem } from './capture.ts';

const small = [
  'capacity',
  '--neurons',
  '48,64',
  '--loads',
  '0.05:0.35:0.1',
  '--seeds',
  '1:2',
  '--tried',
  '6',
  '--jobs',
  '2',
];

test('capacity counts, draws, and takes finished trials again', async () => {
  const out = temporaryFolder();
  const first = await hkmem([...small, '--out', out, '--json']);
  expect([first.code, first.stderr]).toEqual([0, '']);
  const found = JSON.parse(first.stdout) as {
    folder: string;
    points: { neurons: number; load: number; near: number; patterns: number }[];
    critical: { neurons: number; load: number }[];
  };
  expect(found.points.map(({ neurons, load }) => [neurons, load])).toEqual([
    ...[0.05, 0.15, 0.25, 0.35].map((load) => [48, load]),
    ...[0.05, 0.15, 0.25, 0.35].map((load) => [64, load]),
  ]);
  expect(found.points[0]).toMatchObject({ near: 1, patterns: 2 });
  for (const { load } of found.critical) expect(load).toBeGreaterThan(0.05);

  const report = readFileSync(join(found.folder, 'report.md'), 'utf8');
  expect(report).toContain('hkmem capacity --rule hebb --neurons 48,64 --loads 0.05:0.35:0.1 --seeds 1:2 --tried 6');
  expect(report).toContain('0.138 N');
  expect(readFileSync(join(found.folder, 'points.csv'), 'utf8').split('\n')).toHaveLength(10);
  const figure = readFileSync(join(found.folder, 'capacity.svg'), 'utf8');
  expect(figure).toContain('0.138 N (Amit, Gutfreund, Sompolinsky 1985)');
  expect(figure).toContain('N 64');

  const again = await hkmem([...small, '--out', out]);
  expect(again.code).toBe(0);
  expect(again.stdout).toContain(found.folder);
  expect(again.stdout).toContain('half come back at');
});

test('damages make curves of basins', async () => {
  const { code, stdout } = await hkmem(
    [
      'capacity',
      '--rule',
      'projection-zero',
      '--neurons',
      '64',
      '--loads',
      '0.1,0.5',
      '--damages',
      '0,0.4',
      '--seeds',
      '1',
    ].concat(['--tried', '8', '--out', temporaryFolder(), '--json']),
  );
  expect(code).toBe(0);
  const { points } = JSON.parse(stdout) as { points: { load: number; damage: number; near: number }[] };
  const nearAt = (load: number, damage: number): number =>
    points.find((point) => point.load === load && point.damage === damage)!.near;
  expect(nearAt(0.1, 0)).toBe(1);
  expect(nearAt(0.5, 0.4)).toBeLessThan(nearAt(0.5, 0));
});

test('honeycombs are counted, and drawn beside what is known', async () => {
  const out = temporaryFolder();
  const flags = [
    '--rule',
    'honeycomb',
    '--cells',
    '1:2',
    '--neurons',
    '5',
    '--seeds',
    '1',
    '--tried',
    '10',
    '--out',
    out,
  ];
  const { code, stdout, stderr } = await hkmem(['capacity', ...flags, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  const { folder, honeycombs } = JSON.parse(stdout) as { folder: string; honeycombs: object[] };
  expect(honeycombs).toMatchObject([
    { cells: 1, size: 5, known: 3, counted: 3, back: 3, ended: 10, spurious: 0 },
    { cells: 2, size: 5, known: 9, counted: 9, back: 9, ended: 10, spurious: 0 },
  ]);
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain(
    'hkmem capacity --rule honeycomb --cells 1:2 --neurons 5',
  );
  expect(readFileSync(join(folder, 'capacity.svg'), 'utf8')).toContain('n_c 5');
});

test('log-sum-relu against the distance of cues, with its limit drawn; patterns without an error are counted apart', async () => {
  const out = temporaryFolder();
  const flags = [
    '--neurons',
    '8',
    '--loads',
    '2',
    '--damages',
    '0.9,1.1',
    '--seeds',
    '1',
    '--tried',
    '5',
    '--out',
    out,
    '--json',
  ];
  const { code, stdout } = await hkmem(['capacity', '--rule', 'log-sum-relu', ...flags]);
  expect(code).toBe(0);
  const { folder, points } = JSON.parse(stdout) as { folder: string; points: { exact: number }[] };
  expect(points.map(({ exact }) => exact)).toEqual([1, 0]);
  expect(readFileSync(join(folder, 'capacity.svg'), 'utf8')).toContain('half the least distance (arXiv 2506.10801)');

  const exact = await hkmem(
    ['capacity', '--rule', 'polynomial-3', '--neurons', '16,24,32', '--loads', '0.02:0.38:0.06'].concat([
      '--seeds',
      '1',
      '--tried',
      '8',
      '--out',
      out,
    ]),
  );
  expect(exact.stdout).toContain('half come back exactly at');
  expect(readFileSync(join(exact.stdout.trim().split('\n').at(-1)!, 'report.md'), 'utf8')).toMatch(
    /exactly grows as N\^[\d.]+ .* \/ ln N/,
  );
});

test.each([
  [['--loads', '0.3:0.1'], /--loads: got '0.3:0.1'.*upwards/],
  [['--loads', '0:1:0.0001'], /10001 numbers/],
  [['--neurons', 'many'], /--neurons: got 'many'/],
  [['--rule', 'hebbian'], /hebb/],
  [['--neurons', '20000'], /fewer units/],
  [['--tried', '0'], /--tried/],
])('%j is refused', async (flags, text) => {
  const { code, stderr } = await hkmem(['capacity', ...flags, '--out', temporaryFolder()]);
  expect(code).toBeGreaterThan(0);
  expect(stderr).toMatch(text);
});
