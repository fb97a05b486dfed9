import { type ChildProcess, fork } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MutantResult } from '@stryker-mutator/api/core';
import { oneLine } from '../mutants/mutant.ts';
import type { Watch } from '../mutate-kernels.ts';
import { digestOf, type Outcome, type Result } from '../results/result.ts';
import type { ResultFile } from '../results/result-file.ts';
import { TypeCheck } from './type-check.ts';

/** Packages whose TypeScript is mutated, with the tests that are their own. */
export const mutatedPackages = ['backend', 'energy', 'coupling', 'dynamics'] as const;

/** Stryker could not run, so that nothing is known of a file. */
export class StrykerError extends Error {
  override readonly name = 'StrykerError';
}

const outcomeOf: Readonly<Record<string, Outcome>> = {
  Killed: 'killed',
  Timeout: 'killed',
  RuntimeError: 'killed',
  Survived: 'survived',
  NoCoverage: 'survived',
  CompileError: 'invalid',
};

/** Files of these packages that faults are put into, from the root. */
export function packageFiles(root: string): readonly string[] {
  return mutatedPackages.flatMap((name) =>
    globSync(`packages/${name}/src/**/*.ts`, { cwd: root })
      .filter((file) => !/\.test\.ts$|\/index\.ts$|\/conformance/.test(file))
      .sort(),
  );
}

/** Lines of files that are mutated together: the tests are run once without any fault for all of them. */
const linesTogether = 400;

/** Files in their order, as many of one package together as have so many lines. */
export function groupsOf(files: readonly string[], linesOf: (file: string) => number): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let lines = 0;
  for (const file of files) {
    const last = groups.at(-1);
    const sameOne = last !== undefined && packageOf(last[0]!) === packageOf(file);
    lines = linesOf(file) + (sameOne ? lines : 0);
    if (sameOne && lines <= linesTogether) last.push(file);
    else {
      groups.push([file]);
      lines = linesOf(file);
    }
  }
  return groups;
}

function packageOf(file: string): string {
  return `packages/${file.split('/')[1]}`;
}

/**
 * Runs Stryker on files whose results are not known, some together, and the compiler on what survives; what was found is
 * kept whenever some are done.
 * @throws {StrykerError} (rejects) if the tests fail without any fault.
 */
export async function mutatePackages(
  root: string,
  files: readonly string[],
  results: ResultFile,
  { tell, signal }: Watch,
): Promise<void> {
  const waiting = files.filter((file) => {
    const digest = digestOf(readFileSync(`${root}/${file}`, 'utf8'));
    return !results.all.some((result) => result.file === file && result.digest === digest);
  });
  const groups = groupsOf(waiting, (file) => readFileSync(`${root}/${file}`, 'utf8').split('\n').length);
  let left = waiting.length;
  try {
    for (const group of groups) {
      if (signal.aborted) return;
      const found = await strykerResults(root, group, signal);
      if (signal.aborted) return;
      for (const file of group) {
        left--;
        const own = found.filter(({ fileName }) => fileName.endsWith(file.slice(packageOf(file).length)));
        for (const result of checkedTypes(root, file, own)) {
          results.add(result);
          tell(result, left);
        }
      }
    }
  } finally {
    rmSync(`${root}/.stryker-tmp`, { recursive: true, force: true });
  }
}

async function strykerResults(
  root: string,
  files: readonly string[],
  signal: AbortSignal,
): Promise<readonly MutantResult[]> {
  const folder = packageOf(files[0]!);
  const program = fileURLToPath(new URL('./run-stryker.ts', import.meta.url));
  const paths = files.map((file) => file.slice(folder.length + 1));
  const child: ChildProcess = fork(program, paths, {
    cwd: `${root}/${folder}`,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    signal,
    killSignal: 'SIGTERM',
  });
  return new Promise((resolve, reject) => {
    let results: readonly MutantResult[] | undefined;
    child.on('message', (message) => {
      results = message as readonly MutantResult[];
    });
    child.on('error', () => resolve([]));
    child.on('exit', (code) => {
      if (results !== undefined || signal.aborted) resolve(results ?? []);
      else reject(new StrykerError(`${files.join(', ')}: Stryker ended with ${code} before it had results.`));
    });
  });
}

/** Results as they are kept; what the tests let pass but the compiler does not is killed. */
function checkedTypes(root: string, file: string, found: readonly MutantResult[]): readonly Result[] {
  const text = readFileSync(`${root}/${file}`, 'utf8');
  const lines = text.split('\n');
  // Lines and columns from 1.
  const offset = ({ line, column }: { readonly line: number; readonly column: number }): number =>
    lines.slice(0, line - 1).reduce((sum, before) => sum + before.length + 1, 0) + column - 1;
  const folder = packageOf(file);
  const types = new TypeCheck(root, folder);
  try {
    return found.flatMap((mutant): Result[] => {
      const outcome = outcomeOf[mutant.status];
      if (outcome === undefined) return [];
      const { start, end } = mutant.location;
      const [from, to] = [offset(start), offset(end)];
      const replacement = mutant.replacement ?? '';
      const id = `${file}:${start.line}:${start.column} ${mutant.mutatorName} ${oneLine(replacement)}`;
      const place = {
        id,
        file,
        line: start.line,
        original: text.slice(from, to),
        replacement,
        digest: digestOf(text),
      };
      if (outcome !== 'survived')
        return [{ ...place, outcome, by: mutant.statusReason?.split('\n')[0] ?? mutant.status }];
      const complaint = types.complaint(
        file.slice(folder.length + 1),
        text.slice(0, from) + replacement + text.slice(to),
        text,
      );
      if (complaint !== undefined) return [{ ...place, outcome: 'killed', by: complaint }];
      return [{ ...place, outcome, by: mutant.status }];
    });
  } finally {
    types.dispose();
  }
}
