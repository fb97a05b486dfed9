import { expect, test } from 'vitest';
import { type CheckReport, lineOf, shown } from '../check/check.ts';
import { markdownOf, tally } from './markdown.ts';

const part: CheckReport['parts'][number] = {
  id: 'fixtures',
  title: 'Reference values',
  columns: ['checks', 'largest error', 'seconds'],
  note: 'What the columns mean.',
  seconds: 3.2,
  allotted: 10,
  outOfTime: true,
  findings: [
    { what: 'hopfield-relu', result: 'passed', values: { checks: 7, 'largest error': 2.71e-7 } },
    { what: 'kuramoto', result: 'failed', values: { checks: 6, 'largest error': 0.0123 }, text: 'end.s: off\nby 1' },
    { what: 'the rest', result: 'not run', text: 'no time was left' },
  ],
};
const report: CheckReport = {
  formatVersion: 1,
  date: '2026-01-01T00:00:00.000Z',
  machine: 'linux x64',
  adapter: 'a card',
  budget: 480,
  seconds: 12.3,
  parts: [part],
  failed: true,
};

test('every part has a table, without columns that nothing fills, and what was not run stands in it', () => {
  const text = markdownOf(report);
  expect(text).toContain('# GPU check: a card');
  expect(text).toContain('Something failed, see below.');
  expect(text).toContain('- Reference values: 1 passed, 1 failed, 1 not run (3 s)');
  expect(text).toContain('| what | result | checks | largest error | remark |');
  expect(text).toContain('| hopfield-relu | passed | 7 | 2.7e-7 |  |');
  expect(text).toContain('| kuramoto | failed | 6 | 0.0123 | end.s: off by 1 |');
  expect(text).toContain('| the rest | not run |  |  | no time was left |');
  expect(markdownOf({ ...report, failed: false, parts: [{ ...part, failure: 'Error: lost' }] })).toContain(
    'It broke off: Error: lost',
  );
});

test('numbers are shown with the digits that they have', () => {
  expect([7, 'yes', 0.00123, 0.0123, 12.345, 1234.5, 15181.4, -0.5].map(shown)).toEqual([
    '7',
    'yes',
    '1.2e-3',
    '0.0123',
    '12.3',
    '1235',
    '15181',
    '-0.500',
  ]);
  expect(lineOf(part.findings[1]!)).toBe('failed: kuramoto; checks 6; largest error 0.0123; end.s: off\nby 1');
  expect(tally([])).toBe('nothing');
});
