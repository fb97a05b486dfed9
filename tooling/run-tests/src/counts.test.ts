import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addCounts, readCounts, summaryLine } from './counts.ts';

test('counts are read and summed; a suite that broke outside its tests counts as a failure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'counts-'));
  const file = join(folder, 'results.json');
  const suites = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed' }] },
  ];
  const report = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, testResults: suites };
  writeFileSync(file, JSON.stringify(report));
  const total = { passed: 10, failed: 0, skipped: 0 };
  addCounts(total, readCounts(file));
  expect(total).toEqual({ passed: 13, failed: 2, skipped: 2 });
  expect(summaryLine(total)).toBe('13 passed, 2 failed, 2 skipped');
  expect(summaryLine({ passed: 1, failed: 0, skipped: 0 })).toBe('1 passed, 0 failed');
  rmSync(folder, { recursive: true });
});
