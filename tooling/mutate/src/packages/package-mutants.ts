import { globSync, readFileSync } from 'node:fs';
import type { Logger } from '@stryker-mutator/api/logging';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { grouped } from '../grouped.ts';
import { oneLine } from '../mutants/mutant.ts';

/** Packages whose TypeScript is mutated, with the tests that are their own. */
export const mutatedPackages = ['backend', 'energy', 'coupling', 'dynamics'] as const;

/** A fault that Stryker puts into a file of a package. */
export interface PackageMutant {
  /** `file:line:column mutator replacement`, with a number behind it if others of the file read the same. */
  readonly id: string;
  /** Path from the root of the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Range of characters that is replaced. */
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly replacement: string;
  /** What Stryker calls it in the code that holds the faults of all files. */
  readonly key: string;
}

/** Files with all faults in them, each behind a switch. */
export interface SwitchedFiles {
  readonly mutants: readonly PackageMutant[];
  /** Texts by paths from the root. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Files of these packages that faults are put into, from the root. */
export function packageFiles(root: string): readonly string[] {
  return mutatedPackages.flatMap((name) =>
    globSync(`packages/${name}/src/**/*.ts`, { cwd: root })
      .filter((file) => !/\.test\.ts$|\/index\.ts$|\/conformance/.test(file))
      .sort(),
  );
}

const ignore = (): void => undefined;
const no = (): boolean => false;
const silent: Logger = {
  isTraceEnabled: no,
  isDebugEnabled: no,
  isInfoEnabled: no,
  isWarnEnabled: no,
  isErrorEnabled: no,
  isFatalEnabled: no,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
};

/** Puts every fault of Stryker's into the files, texts left alone: what an error says is for people. */
export async function switchedFiles(root: string, files: readonly string[]): Promise<SwitchedFiles> {
  const originals = new Map(files.map((file) => [file, readFileSync(`${root}/${file}`, 'utf8')]));
  const { files: changed, mutants } = await new Instrumenter(silent).instrument(
    files.map((name) => ({ name, content: originals.get(name)!, mutate: true })),
    { plugins: null, excludedMutations: ['StringLiteral'], ignorers: [] },
  );
  const seen = new Map<string, number>();
  // Faults that are left out have numbers too.
  const count = 1 + mutants.reduce((most, { id }) => Math.max(most, Number(id)), 0);
  return {
    texts: new Map(changed.map(({ name, content }) => [name, countedByNumber(content, count)])),
    mutants: mutants
      .filter(({ status }) => status !== 'Ignored')
      .map(({ id: key, fileName: file, location, mutatorName, replacement }): PackageMutant => {
        const text = originals.get(file)!;
        const [start, end] = [offsetOf(text, location.start), offsetOf(text, location.end)];
        const line = location.start.line + 1;
        const name = `${file}:${line}:${location.start.column + 1} ${mutatorName} ${oneLine(replacement)}`;
        const count = (seen.get(name) ?? 0) + 1;
        seen.set(name, count);
        const id = count === 1 ? name : `${name} (${count})`;
        return { id, file, line, start, end, original: text.slice(start, end), replacement, key };
      }),
  };
}

/** Line and column from 0. */
function offsetOf(text: string, { line, column }: { readonly line: number; readonly column: number }): number {
  let start = 0;
  for (let n = 0; n < line; n++) start = text.indexOf('\n', start) + 1;
  return start + column;
}

/** Which of a package's switches stay, by the mutants' keys. */
export interface KeptSwitches {
  /** Those that can be switched on. */
  readonly switched: ReadonlySet<string>;
  /** Those that are counted; what can be switched on is counted anyway. */
  readonly counted: ReadonlySet<string>;
}

/**
 * These mutants are to be tried; of the others of their files only the bodies of outermost functions are counted, which says
 * what tests reach a file. What is neither costs no time in a loop.
 */
export function switchesFor(tried: readonly PackageMutant[], all: readonly PackageMutant[]): KeptSwitches {
  const bodies = grouped(
    all.filter(({ id }) => /^[^ ]+ (BlockStatement|ArrowFunction) /.test(id)),
    ({ file }) => file,
  );
  const outermost = [...bodies.values()].flatMap((own) =>
    own.filter(
      (inner) => !own.some((outer) => outer !== inner && outer.start <= inner.start && inner.end <= outer.end),
    ),
  );
  const keys = (mutants: readonly PackageMutant[]): ReadonlySet<string> => new Set(mutants.map(({ key }) => key));
  return { switched: keys(tried), counted: keys(outermost) };
}

/** The text with these switches alone. */
export function withSwitches(text: string, { switched, counted }: KeptSwitches): string {
  return text
    .replaceAll(/stryMutAct_9fa48\("(\d+)"\)/g, (call, key: string) => (switched.has(key) ? call : 'false'))
    .replaceAll(/stryCov_9fa48\(([\d, ]+)\)/g, (_, list: string) => {
      const kept = list.split(', ').filter((key) => switched.has(key) || counted.has(key));
      return kept.length === 0 ? '0' : `stryCov_9fa48(${kept.join(', ')})`;
    });
}

/**
 * Stryker counts by names how often a test reaches each fault, which takes most of the time of a loop. Here entries of one array
 * are counted, which the runner takes away after each test; none once a fault is switched on. `count` is above all their numbers.
 */
function countedByNumber(text: string, count: number): string {
  return text
    .replace(
      'function cover() {',
      `function cover() { if (ns.activeMutant !== undefined) return; var hits = ns.hits || (ns.hits = new Float64Array(${count})); for (var n = 0; n < arguments.length; n++) hits[arguments[n]]++; return;`,
    )
    .replaceAll(/stryCov_9fa48\(([^()]*)\)/g, (call) => call.replaceAll('"', ''));
}
