import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { grouped } from '../grouped.ts';
import type { PartName } from '../options.ts';
import { countsOf, type FileReport, triedAgain } from './file-report.ts';
import type { Result } from './result.ts';

/** Where what was measured of a part is kept with the code, one file of it a line. */
export function measuredPath(root: string, part: PartName): string {
  return `${root}/tooling/mutate/measured/${part}.jsonl`;
}

export function readMeasured(path: string): readonly FileReport[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as FileReport);
}

export function writeMeasured(path: string, reports: readonly FileReport[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, reports.map((report) => `${JSON.stringify(report)}\n`).join(''));
}

/** What a run found. */
export interface Found {
  /** Of every file that it looked at, as the text is now. */
  readonly reports: readonly FileReport[];
  readonly results: readonly Result[];
  readonly commit: string;
  /** Whether it was after all mutants or a sample of them, not only after those that had survived. */
  readonly whole: boolean;
}

/**
 * What is kept after a run. Files that stand and fall together (`unitOf`) are replaced by what the run found, where it tried at
 * least as many mutants or a text is another; where it tried fewer, what had survived is counted as it came out.
 */
export function keptAfter(
  kept: readonly FileReport[],
  { reports, results, commit, whole }: Found,
  unitOf: (file: string) => string,
): readonly FileReport[] {
  const before = grouped(kept, ({ file }) => unitOf(file));
  const units = grouped(reports, ({ file }) => unitOf(file));
  const after = [...units].flatMap(([unit, found]) => {
    const known = before.get(unit) ?? [];
    before.delete(unit);
    const [now, then] = [countsOf(found).tried, countsOf(known).tried];
    if (whole && now > 0 && (now >= then || !sameTexts(found, known))) return found;
    return known.map((report) => triedAgain(report, results, commit));
  });
  return [...[...before.values()].flat(), ...after].sort((a, b) => (a.file < b.file ? -1 : 1));
}

function sameTexts(some: readonly FileReport[], others: readonly FileReport[]): boolean {
  const digests = new Map(others.map(({ file, digest }) => [file, digest]));
  return some.length === others.length && some.every(({ file, digest }) => digests.get(file) === digest);
}
