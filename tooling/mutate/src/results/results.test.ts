import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { currentResults, WrongEquivalentError } from './current-results.ts';
import { interval, reportPage, score } from './report.ts';
import { digestOf, type Outcome, type Result } from './result.ts';
import { ResultFile } from './result-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mutate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const rule = { file: /x/, place: /x/, to: /x/ };
const text = 'let x = a + b;\n';
function result(id: string, outcome: Outcome, by = ''): Result {
  return { id, file: 'x.ts', line: 1, original: '+', replacement: '-', outcome, by, digest: digestOf(text) };
}

test('results are read again by another run, and those of a text that has changed are not', () => {
  const path = join(folder, 'deep', 'wasm.jsonl');
  new ResultFile(path).add(result('a', 'killed'));
  const again = new ResultFile(path);
  expect(again.find('a', digestOf(text))).toEqual(result('a', 'killed'));
  expect(again.find('a', digestOf('other'))).toBeUndefined();
  expect(again.find('b', digestOf(text))).toBeUndefined();
});

test('a line that was cut off costs that result alone', () => {
  const path = join(folder, 'wasm.jsonl');
  new ResultFile(path).add(result('a', 'killed'));
  appendFileSync(path, '{"id":"b","outc');
  const again = new ResultFile(path);
  expect(again.all.map(({ id }) => id)).toEqual(['a']);
  again.add(result('c', 'survived'));
  expect(new ResultFile(path).all.map(({ id }) => id)).toEqual(['a', 'c']);
  expect(readFileSync(path, 'utf8').split('\n').filter(Boolean)).toHaveLength(3);
});

test('results count for the files as they are; rules make survivors equivalent, never killed ones', () => {
  writeFileSync(join(folder, 'x.ts'), text);
  const results = [result('a', 'killed'), result('b', 'survived'), { ...result('c', 'survived'), digest: 'old' }];
  const saying = (id: string, reason: string) => ({
    of: (change: { readonly id: string }) => (change.id === id ? { ...rule, reason } : undefined),
  });
  expect(currentResults(folder, results, saying('', '')).map(({ id }) => id)).toEqual(['a', 'b']);
  const [, b] = currentResults(folder, results, saying('b', 'b is 0 here'));
  expect(b).toMatchObject({ outcome: 'equivalent', by: 'b is 0 here' });
  expect(() => currentResults(folder, results, saying('a', 'never seen'))).toThrow(WrongEquivalentError);
});

test('the page has a row for each file, and lists survivors and reasons', () => {
  const results = [
    result('a', 'killed'),
    result('b', 'killed'),
    result('c', 'survived'),
    result('d', 'equivalent', 'b is 0 here'),
    result('e', 'equivalent', 'the same binary'),
    result('f', 'invalid'),
  ];
  const mutants = new Map([
    ['x.ts', 8],
    ['y.ts', 3],
  ]);
  const page = reportPage('mutate', [{ title: 'Kernels', goal: 95, results, mutants, drawn: false }]);
  expect(page).toContain('6 mutants tried, 5 not; score 66.7 %, goal 95 %.');
  expect(page).toContain('| x.ts | 2 | 1 | 2 | 1 | 2 | 66.7 % |');
  expect(page).toContain('| y.ts | 0 | 0 | 0 | 0 | 3 |  |');
  expect(page).toContain(
    '### Survivors\n\n- x.ts:1: `+` to `-`\n\n### Equivalent\n\n- x.ts:1: `+` to `-`: b is 0 here',
  );
  expect(page).toContain('Written by `mutate`.\n');
  const parts = [{ title: 'Kernels', goal: 95, results, mutants, drawn: false }];
  expect(reportPage('mutate', parts, 'abc1234')).toContain('Written by `mutate` of the tree at commit abc1234; ');
  expect(score([result('f', 'invalid')])).toBeUndefined();
});

test('of a random sample the page says within what the score of all lies', () => {
  const results = [
    ...Array.from({ length: 90 }, (_, n) => result(`k${n}`, 'killed')),
    ...Array.from({ length: 10 }, (_, n) => result(`s${n}`, 'survived')),
  ];
  const [low, high] = interval(results)!;
  expect(low).toBeCloseTo(82.56, 2);
  expect(high).toBeCloseTo(94.48, 2);
  const mutants = new Map([['x.ts', 101]]);
  const page = (drawn: boolean, count: number): string =>
    reportPage('mutate', [{ title: 'Package', goal: 85, results, mutants: mutants.set('x.ts', count), drawn }]);
  expect(page(true, 101)).toContain('1 not; score 90.0 %, which of all is 82.6 to 94.5 % (a random sample, at 95 %)');
  expect(page(true, 100)).toContain('0 not; score 90.0 %, goal 85 %.');
  expect(page(false, 101)).toContain('1 not; score 90.0 %, goal 85 %.');
});
