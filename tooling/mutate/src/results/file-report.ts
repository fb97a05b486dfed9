import type { EquivalentRules } from '../equivalents/rule.ts';
import { type Result, sameBinary } from './result.ts';

/** A mutant that no test found. */
export interface Unfound {
  readonly id: string;
  readonly line: number;
  readonly original: string;
  readonly replacement: string;
  /** Why nothing can tell it, if a rule says so; else it survived. */
  readonly reason?: string;
}

/** What became of the mutants of one file, as they were tried. */
export interface FileReport {
  /** Path from the root. */
  readonly file: string;
  /** Of the text that they were put into. */
  readonly digest: string;
  /** Commits whose tests they were tried by, short: the later ones what had survived. */
  readonly commits: readonly string[];
  /** All mutants of the file. */
  readonly mutants: number;
  readonly killed: number;
  /** Those that the compiler makes the same binary of. */
  readonly same: number;
  readonly invalid: number;
  readonly unfound: readonly Unfound[];
}

/** Numbers of mutants, of a file or of several. */
export interface Counts {
  readonly killed: number;
  readonly survived: number;
  readonly equivalent: number;
  readonly invalid: number;
  readonly tried: number;
  readonly untried: number;
}

/** What the results say of one file that has so many mutants. */
export function fileReport(
  { file, digest, mutants }: Pick<FileReport, 'file' | 'digest' | 'mutants'>,
  results: readonly Result[],
  commit: string,
): FileReport {
  const own = results.filter((result) => result.file === file);
  const count = (accept: (result: Result) => boolean): number => own.filter(accept).length;
  return {
    ...{ file, digest, commits: own.length === 0 ? [] : [commit], mutants },
    killed: count(({ outcome }) => outcome === 'killed'),
    same: count(isSame),
    invalid: count(({ outcome }) => outcome === 'invalid'),
    unfound: own
      .filter((result) => result.outcome === 'survived' || (result.outcome === 'equivalent' && !isSame(result)))
      .map(({ id, line, original, replacement, outcome, by }) => ({
        ...{ id, line, original, replacement },
        ...(outcome === 'equivalent' && { reason: by }),
      })),
  };
}

/** With those that had survived as they come out now. */
export function triedAgain(report: FileReport, results: readonly Result[], commit: string): FileReport {
  const waiting = new Set(report.unfound.filter(({ reason }) => reason === undefined).map(({ id }) => id));
  const again = results.filter(({ id }) => waiting.has(id));
  if (again.length === 0) return report;
  const ids = new Set(again.map(({ id }) => id));
  const found = fileReport(report, again, commit);
  return {
    ...report,
    commits: report.commits.includes(commit) ? report.commits : [...report.commits, commit],
    killed: report.killed + found.killed,
    same: report.same + found.same,
    invalid: report.invalid + found.invalid,
    unfound: [...report.unfound.filter(({ id }) => !ids.has(id)), ...found.unfound],
  };
}

/** With the reasons that the rules give now, which look at the text as it is. */
export function withReasons(report: FileReport, rules: Pick<EquivalentRules, 'of'>): FileReport {
  const unfound = report.unfound.map(({ reason: _, ...mutant }): Unfound => {
    const rule = rules.of({ ...mutant, file: report.file });
    return rule === undefined ? mutant : { ...mutant, reason: rule.reason };
  });
  return { ...report, unfound };
}

export function countsOf(reports: readonly FileReport[]): Counts {
  const sum = (of: (report: FileReport) => number): number => reports.reduce((total, each) => total + of(each), 0);
  const reasoned = sum(({ unfound }) => unfound.filter(({ reason }) => reason !== undefined).length);
  const [killed, invalid] = [sum((each) => each.killed), sum((each) => each.invalid)];
  const survived = sum(({ unfound }) => unfound.length) - reasoned;
  const equivalent = sum(({ same }) => same) + reasoned;
  const tried = killed + survived + equivalent + invalid;
  return { killed, survived, equivalent, invalid, tried, untried: sum(({ mutants }) => mutants) - tried };
}

function isSame({ outcome, by }: Result): boolean {
  return outcome === 'equivalent' && by === sameBinary;
}
