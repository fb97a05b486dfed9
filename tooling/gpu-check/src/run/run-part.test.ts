import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { afterEach, expect, test, vi } from 'vitest';
import { mark, runInProcess } from './run-part.ts';

const [node, script = '', ...rest] = process.argv;

afterEach(() => {
  process.argv = [node!, script, ...rest];
});

/** Lets `runInProcess` start a program with this text in place of the check. */
function program(text: string): void {
  const file = join(temporaryFolder(), 'program.mjs');
  writeFileSync(file, text);
  process.argv = [node!, file];
}

const finding = (what: string): string =>
  `console.log(${JSON.stringify(`${mark}{"what":"${what}","result":"passed"}`)});`;
const settings = { seconds: 60, short: true };

test('findings are taken from among other lines, and the settings come last', async () => {
  program(`console.log('a line of a library');${finding('one')}
console.log('${mark}' + JSON.stringify({ what: process.argv.at(-1), result: 'told' }));`);
  const onFinding = vi.fn();
  const end = await runInProcess(['part', 'x'], settings, onFinding);
  expect(end.findings.map(({ what }) => what)).toEqual(['one', JSON.stringify(settings)]);
  expect(onFinding).toHaveBeenCalledTimes(2);
  expect(end).toMatchObject({ outOfTime: false });
  expect(end.failure).toBeUndefined();
});

test('a process is ended when its time is over, and what it found is kept', async () => {
  program(`${finding('one')} setInterval(() => {}, 1000);`);
  const end = await runInProcess([], { ...settings, seconds: 3 });
  expect(end.outOfTime).toBe(true);
  expect(end.findings.map(({ what }) => what)).toEqual(['one']);
  expect(end.failure).toBeUndefined();
});

test('a process that breaks off says its last error', async () => {
  program(`${finding('one')} throw new RangeError('too large');`);
  const end = await runInProcess([], settings);
  expect(end.findings).toHaveLength(1);
  expect(end.failure).toMatch(/RangeError: too large/);
});
