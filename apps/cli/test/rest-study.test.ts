import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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
] as const)('%o is refused before anything is trained', async ([flags, message]) => {
  const out = temporaryFolder();
  const { code, stderr } = await hkmem([...few, ...flags, '--out', out, '--quiet']);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(message);
  expect(existsSync(join(out, 'rest-test.md'))).toBe(false);
});

test('edits of a memory at rest stand beside a correction of low rank, with disturbed starts', async () => {
  const out = temporaryFolder();
  const config = join(out, 'short.json');
  writeFileSync(config, '{"updates": 20, "rest": {"beginning": {"updates": 10}}}');
  const given = [...few, '--edits', '--config', config, '--edit-updates', '4', '--out', out, '--json', '--quiet'];
  const { code, stdout } = await hkmem(given);
  expect(code).toBe(0);
  const { edits, report } = JSON.parse(stdout);
  expect(edits.map(({ task }: { task: string }) => task)).toEqual(['swap', 'conflation']);
  expect(edits[0].rows.map(({ model }: { model: string }) => model)).toEqual([
    'unedited',
    'oscillators, D = 6',
    'correction of rank 6',
    'oscillators, start with noise of its size',
    'oscillators, start with twice its size',
    'oscillators, random start',
  ]);
  expect(edits[0].rows[1].evaluation.certificate).toMatchObject({ kind: 'floor', descends: true });
  expect(readFileSync(report, 'utf8')).toMatch(/\| conflation \| correction of rank 6 /);
});
