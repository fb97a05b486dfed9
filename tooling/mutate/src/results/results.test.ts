import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { currentResults, WrongEquivalentError } from './current-results.ts';
import { countsOf, fileReport, withReasons } from './file-report.ts';
import { keptAfter, readMeasured, writeMeasured } from './measured.ts';
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

const unfound = ({ id, line, original, replacement }: Result) => ({ id, line, original, replacement });
const all = [
  result('a', 'killed'),
  result('b', 'killed'),
  result('c', 'survived'),
  result('d', 'equivalent', 'b is 0 here'),
  result('e', 'equivalent', 'the same binary'),
  result('f', 'invalid'),
];
const x = { file: 'x.ts', digest: digestOf(text), mutants: 8 };
const y = { file: 'y.ts', digest: 'other', mutants: 3 };

test('a file is told by numbers, and by the mutants that no test found', () => {
  const report = fileReport(x, all, 'abc1234');
  expect(report).toEqual({
    ...{ ...x, commits: ['abc1234'], killed: 2, same: 1, invalid: 1 },
    unfound: [unfound(all[2]!), { ...unfound(all[3]!), reason: 'b is 0 here' }],
  });
  expect(countsOf([report])).toEqual({ killed: 2, survived: 1, equivalent: 2, invalid: 1, tried: 6, untried: 2 });
  expect(fileReport(y, all, 'abc1234')).toMatchObject({ killed: 0, commits: [], unfound: [] });
});

test('reasons are those that the rules give now', () => {
  const rules = { of: ({ id }: { readonly id: string }) => (id === 'c' ? { ...rule, reason: 'c too' } : undefined) };
  const report = withReasons(fileReport(x, all, 'abc1234'), rules);
  expect(report.unfound).toEqual([{ ...unfound(all[2]!), reason: 'c too' }, unfound(all[3]!)]);
});

test('the page has a row for each file, and lists survivors and reasons', () => {
  const files = [fileReport(x, all, 'abc1234'), fileReport(y, all, '')];
  const part = { title: 'Kernels', goal: 95, files, drawn: false };
  const page = reportPage('mutate', [{ ...part, changed: new Set() }]);
  expect(page).toContain('6 mutants tried, 5 not; score 66.7 %, goal 95 %.');
  expect(page).toContain('| x.ts | 2 | 1 | 2 | 1 | 2 | 66.7 % | abc1234 |');
  expect(page).toContain('| y.ts | 0 | 0 | 0 | 0 | 3 |  |  |');
  expect(page).toContain(
    '### Survivors\n\n- x.ts:1: `+` to `-`\n\n### Equivalent\n\n- x.ts:1: `+` to `-`: b is 0 here',
  );
  expect(page).toContain('Last written by `mutate`, ');
  expect(reportPage('mutate', [{ ...part, changed: new Set(['x.ts']) }])).toContain('66.7 % | abc1234 * |');
  expect(reportPage('mutate', [{ ...part, files: [files[1]!], changed: new Set() }])).not.toContain('## Kernels');
  expect(score({ killed: 0, survived: 0 })).toBeUndefined();
});

test('of a random sample the page says within what the score of all lies', () => {
  const results = [
    ...Array.from({ length: 90 }, (_, n) => result(`k${n}`, 'killed')),
    ...Array.from({ length: 10 }, (_, n) => result(`s${n}`, 'survived')),
  ];
  const [low, high] = interval({ killed: 90, survived: 10 })!;
  expect(low).toBeCloseTo(82.56, 2);
  expect(high).toBeCloseTo(94.48, 2);
  const page = (drawn: boolean, mutants: number): string => {
    const files = [fileReport({ ...x, mutants }, results, 'abc1234')];
    return reportPage('mutate', [{ title: 'Package', goal: 85, files, changed: new Set(), drawn }]);
  };
  expect(page(true, 101)).toContain('1 not; score 90.0 %, which of all is 82.6 to 94.5 % (a random sample, at 95 %)');
  expect(page(true, 100)).toContain('0 not; score 90.0 %, goal 85 %.');
  expect(page(false, 101)).toContain('1 not; score 90.0 %, goal 85 %.');
});

describe('what is kept after a run', () => {
  const kept = [fileReport(x, all, 'abc1234'), fileReport(y, [{ ...all[0]!, file: 'y.ts' }], 'abc1234')];
  const keptOf = (file: typeof x, results: readonly Result[], whole = true) =>
    keptAfter(
      kept,
      { reports: [fileReport(file, results, 'def5678')], results, commit: 'def5678', whole },
      (path) => path,
    );

  test('is read as it was written', () => {
    const path = join(folder, 'deep', 'wasm.jsonl');
    expect(readMeasured(path)).toEqual([]);
    writeMeasured(path, kept);
    expect(readMeasured(path)).toEqual(kept);
  });

  test('is what the run found where it tried as many, or another text; other files stay', () => {
    const found = all.map((each) => ({ ...each, outcome: 'killed' }) as const);
    expect(keptOf(x, found)).toEqual([fileReport(x, found, 'def5678'), kept[1]]);
    const changed = { ...x, digest: 'changed' };
    expect(keptOf(changed, [found[0]!])).toEqual([fileReport(changed, [found[0]!], 'def5678'), kept[1]]);
    expect(keptOf(changed, [])).toEqual(kept);
  });

  test('counts what had survived as it came out where a run tried fewer', () => {
    const [after, other] = keptOf(x, [result('c', 'killed'), result('b', 'survived')]);
    expect(other).toEqual(kept[1]);
    expect(countsOf([after!])).toMatchObject({ killed: 3, survived: 0, equivalent: 2, tried: 6 });
    expect(after!.commits).toEqual(['abc1234', 'def5678']);
    expect(keptOf(x, [result('c', 'survived')])[0]).toMatchObject({ killed: 2, commits: ['abc1234', 'def5678'] });
    expect(keptOf(x, [result('b', 'survived')])).toEqual(kept);
    const again = all.map((each) => ({ ...each, outcome: 'killed' }) as const);
    expect(countsOf([keptOf(x, again, false)[0]!])).toMatchObject({ killed: 3, survived: 0, tried: 6 });
  });

  test('of files that belong together is of one run', () => {
    const reports = [fileReport(x, [all[0]!], 'def5678'), fileReport(y, [], 'def5678')];
    const run = { reports, results: [all[0]!], commit: 'def5678', whole: true };
    expect(keptAfter(kept, run, () => 'both')).toEqual(kept);
    const more = [...all, result('g', 'killed'), result('h', 'killed')];
    const larger = { ...run, reports: [fileReport(x, more, 'def5678'), reports[1]!], results: more };
    expect(keptAfter(kept, larger, () => 'both')).toEqual(larger.reports);
  });
});
