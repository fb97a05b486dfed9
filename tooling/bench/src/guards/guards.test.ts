import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { guardSection } from './command.ts';
import { stripGuards } from './strip-guards.ts';
import { guardTrial } from './trial.ts';

test('a trial measures a call of every work, and the table shows the ratios of neighbours', async () => {
  const trial = await guardTrial(1);
  const titles = Object.keys(trial);
  expect(titles.map((title) => title.split(',')[0])).toEqual(['engine.field', 'recall', 'training step']);
  for (const title of titles) expect(trial[title]).toBeGreaterThan(0);
  const { rows } = guardSection(
    [
      [{ work: 2 }, { work: 1 }],
      [{ work: 9 }, { work: 3 }],
      [{ work: 8 }, { work: 2 }],
    ],
    [],
  );
  expect(rows[0]!.slice(0, 4)).toEqual(['work', '8.00 ms', '2.00 ms', '3.000']);
});

test('guards are taken out of builds, all of them, and nothing else is', () => {
  const text = [
    'import { accept } from "@hkmem/errors";',
    'function one(a, b) {',
    '\taccept("one", table1, [',
    '\t\ta,',
    '\t\tb',
    '\t]);',
    '\tif (a.accepted) return [b];',
    '\ttypeof b === "number" || accept("one", table2, [b]);',
    '}',
    'const two = (a) => (accept("two", table3, [a]), a + 1);',
  ];
  const expected = [text[0], text[1], text[6], text[8], 'const two = (a) => (a + 1);'];
  expect(stripGuards(text.join('\n'), 'text')).toBe(expected.join('\n'));
  const builds = globSync(
    resolve(import.meta.dirname, '../../../../packages/{backend,dynamics,training}/dist/index.js'),
  );
  expect(builds).toHaveLength(3);
  for (const path of builds) {
    const build = readFileSync(path, 'utf8');
    const stripped = stripGuards(build, path);
    expect(stripped.length).toBeLessThan(build.length);
    // Nothing but whole statements goes.
    expect(stripped.split('\n').filter((line) => !build.includes(line))).toEqual([]);
  }
});
