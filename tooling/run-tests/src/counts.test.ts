import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addCounts, readResults, summaryLine } from './counts.ts';

test('counts are read and summed; a suite that broke outside its tests counts as a failure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'counts-'));
  const file = join(folder, 'results.json');
  const thrown = { status: 'failed', fullName: 'it adds', failureMessages: ['\nError: 3 for 2\n  at sum.ts'] };
  const suites = [
    { name: 'broken.test.ts', status: 'failed', message: 'cannot be loaded', assertionResults: [] },
    { name: 'sum.test.ts', status: 'failed', assertionResults: [thrown, { status: 'passed' }] },
  ];
  const report = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, testResults: suites };
  writeFileSync(file, JSON.stringify(report));
  const total = { passed: 10, failed: 0, skipped: 0 };
  const { failures, ...counts } = readResults(file);
  addCounts(total, counts);
  expect(total).toEqual({ passed: 13, failed: 2, skipped: 2 });
  expect(failures).toEqual(['broken.test.ts: cannot be loaded', 'sum.test.ts > it adds: Error: 3 for 2']);
  expect(summaryLine(total)).toBe('13 passed, 2 failed, 2 skipped');
  expect(summaryLine({ passed: 1, failed: 0, skipped: 0 })).toBe('1 passed, 0 failed');
  rmSync(folder, { recursive: true });
});
