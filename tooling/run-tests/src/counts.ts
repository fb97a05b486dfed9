import { readFileSync } from 'node:fs';

/** How many tests ended which way. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What one suite's run gave: its counts, and a line for each failure. */
export interface SuiteResults extends Counts {
  readonly failures: readonly string[];
}

/** A file's part of a vitest JSON report. */
interface FileResults {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName?: string;
    readonly failureMessages?: readonly string[];
  }[];
}

/** Counts and failures of one vitest JSON report. A file that failed outside its tests counts as one failure. */
export function readResults(path: string): SuiteResults {
  const report = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly numPassedTests: number;
    readonly numFailedTests: number;
    readonly numPendingTests: number;
    readonly testResults: readonly FileResults[];
  };
  const failures = report.testResults.flatMap(failuresOf);
  const broken = report.testResults.filter(isBroken).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests,
    failures,
  };
}

function isBroken({ status, assertionResults }: FileResults): boolean {
  return status === 'failed' && assertionResults.every((result) => result.status !== 'failed');
}

/** `file > test: first line of what was thrown`, for each failure. */
function failuresOf(file: FileResults): string[] {
  if (isBroken(file)) return [`${file.name}: ${firstLine(file.message)}`];
  const failed = file.assertionResults.filter(({ status }) => status === 'failed');
  return failed.map(
    ({ fullName, failureMessages }) => `${file.name} > ${fullName}: ${firstLine(failureMessages?.[0])}`,
  );
}

function firstLine(text = ''): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? 'it says no more';
}

/** total += part. */
export function addCounts(total: Counts, part: Counts): void {
  total.passed += part.passed;
  total.failed += part.failed;
  total.skipped += part.skipped;
}

/** `N passed, N failed`, and `, N skipped` where tests were skipped. */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
