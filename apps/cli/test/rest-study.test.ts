import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { hkmem } from './capture.ts';

const few = [
  'rest',
  '--data',
  'glyphs',
  '--seeds',
  '1',
  '--images',
  '20',
  '--damages',
  'none,noise 0.3',
  '--workers',
  '1',
];

test('a study of memories at rest is trained, judged, reported, and not trained again', async () => {
  const out = temporaryFolder();
  const config = join(out, 'short.json');
  writeFileSync(config, '{"updates": 40, "rest": {"beginning": {"updates": 20}}}');
  const given = [...few, '--start-only', '--config', config, '--out', out];
  const first = await hkmem([...given, '--json', '--quiet']);
  expect([first.code, first.stderr]).toEqual([0, '']);
  const { report, memories } = JSON.parse(first.stdout);
  expect(memories.map(({ title }: { title: string }) => title)).toEqual([
    'cue as start and as input',
    'cue as start only',
  ]);
  const [{ evaluation }] = memories[0].runs;
  expect(evaluation.damages.map(({ damage }: { damage: string }) => damage)).toEqual(['none', 'noise 0.3']);
  expect(evaluation.certificate.kind).toBe('floor');
  const text = readFileSync(report, 'utf8');
  expect(text).toContain('The energy is nowhere below');
  expect(text).toMatch(/\| noise 0.3 \|/);
  const again = JSON.parse((await hkmem([...given, '--json', '--quiet'])).stdout);
  expect(again.memories[0].runs[0].evaluation.damages).toEqual(evaluation.damages);
  const validated = await hkmem([...given, '--validate', '--quiet']);
  expect(validated.code).toBe(0);
  expect(validated.stdout).toMatch(/cue as start and as input\n\ndamage/);
  expect(readFileSync(join(out, 'rest-validation.md'), 'utf8')).toContain('20 validation images');
});

test.for([
  [['--damages', 'none,fog'], /damage: got 'fog', allowed is 'none'/],
  [['--seeds', '0'], /--seeds/],
  [['--edits', '--tasks', 'swap,flip'], /--tasks: got 'flip', allowed are swap, conflation/],
  [['--edits', '--couplings', 'network'], /--couplings: got 'network', allowed are additive/],
  [['--edits', '--edit-seeds', '2'], /--edit-seeds: got 2, allowed is up to --seeds, 1/],
] as const)('%o is refused before anything is trained', async ([flags, message]) => {
  const out = temporaryFolder();
  const { code, stderr } = await hkmem([...few, ...flags, '--out', out, '--quiet']);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(message);
  expect(existsSync(join(out, 'rest-test.md'))).toBe(false);
});

test.for([
  ['a cover larger than the image', { rest: { damage: { share: 0.5, cover: [2, 40] } } }, /cover of cues: got 2 to 40/],
  [
    'bounds that no layers have',
    { rest: { spectrum: { low: 1, high: 2, every: 3 } } },
    /spectral bound of layers: got 1 to 2/,
  ],
  [
    'an energy without a floor',
    { memory: { activation: 'relu' } },
    /memory.activation: .* need not come to rest; allowed are/,
  ],
  [
    'cues that units cannot hold',
    { memory: { activation: 'softmax' } },
    /cue of a memory at rest: got values for softmax units/,
  ],
  [
    'a nudge without nudges',
    { rest: { atRest: { gradient: 'implicit', beta: 1 } } },
    /beta: got 1, allowed is none for the implicit/,
  ],
  ['a strength below 0', { rest: { strength: -1 } }, /rest.strength: too small/],
] as const)('%s: one error before the first update, and nothing is written over', async ([, settings, message]) => {
  const out = temporaryFolder();
  const config = join(out, 'changes.json');
  writeFileSync(config, JSON.stringify(settings));
  const { code, stderr } = await hkmem([...few, '--config', config, '--out', out, '--quiet']);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(message);
  expect(
    stderr
      .trim()
      .split('\n')
      .filter((line) => line.startsWith('error')),
  ).toHaveLength(1);
  expect(existsSync(join(out, 'rest-test.md'))).toBe(false);
  expect(readdirSync(out, { recursive: true }).some((name) => String(name).includes('weights'))).toBe(false);
});

test('a damage that does not fit in the images: one error before the first update', async () => {
  const out = temporaryFolder();
  const { code, stderr } = await hkmem([
    'rest',
    '--data',
    'glyphs',
    '--damages',
    'none,cover 10',
    '--out',
    out,
    '--quiet',
  ]);
  expect([code, stderr]).toEqual([1, 'error: size of an occlusion: got 10, allowed is a whole number, 1 to 8.\n']);
  expect(readdirSync(out)).toEqual([]);
});

test('edits of a memory at rest stand beside a correction of low rank, with disturbed oscillators', async () => {
  const out = temporaryFolder();
  const config = join(out, 'short.json');
  writeFileSync(config, '{"updates": 20, "rest": {"beginning": {"updates": 10}}}');
  const some = [
    ...few,
    '--images',
    '5',
    '--damages',
    'none',
    '--edits',
    '--tasks',
    'associative-conflation',
    '--edit-updates',
    '2',
  ];
  const { code, stdout, stderr } = await hkmem([...some, '--config', config, '--out', out, '--json', '--quiet']);
  expect([code, stderr]).toEqual([0, '']);
  const { edits, report } = JSON.parse(stdout);
  expect(edits.map(({ task }: { task: string }) => task)).toEqual(['associative-conflation']);
  const [{ rows }] = edits;
  expect(rows.map(({ model }: { model: string }) => model)).toEqual([
    'unedited',
    'additive, D = 6',
    'additive, start with noise of its size',
    'additive, start with twice its size',
    'additive, random start',
    'additive, 10 % held wrong',
    'additive, 30 % held wrong',
    'additive, paired image not held',
    'multiplicative, D = 6',
    'correction of rank 6',
  ]);
  expect(rows[1].evaluations[0].certificate).toMatchObject({ kind: 'floor', descends: true });
  expect(rows[8].evaluations[0].certificate).toMatchObject({ descends: true });
  const [{ rest }] = rows[1].evaluations[0].damages;
  const right = rest.classes.reduce((sum: number, each: { right: number }) => sum + each.right, 0);
  expect(right / 5).toBe(rest.accuracy);
  const text = readFileSync(report, 'utf8');
  expect(text).toMatch(/\| associative-conflation +\| correction of rank 6 /);
  expect(text).toContain('| digits 0, 1 ');
}, 90_000);
