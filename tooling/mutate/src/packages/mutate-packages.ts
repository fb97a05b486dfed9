import { readFileSync } from 'node:fs';
import type { EquivalentRules } from '../equivalents/rule.ts';
import { grouped } from '../grouped.ts';
import { drawn, type Watch } from '../mutate-kernels.ts';
import { digestOf, type Result } from '../results/result.ts';
import type { ResultFile } from '../results/result-file.ts';
import { PackageCopy, packageOf } from './package-copy.ts';
import { type PackageMutant, switchedFiles, switchesFor, withSwitches } from './package-mutants.ts';
import { TestPlan } from './test-plan.ts';
import { TestSession } from './test-session.ts';
import { TypeCheck } from './type-check.ts';

/** What is done again. */
export interface PackageRun {
  /** Whether mutants that survived are run again: tests were added. */
  readonly survivors: boolean;
  /** Says which of them are equivalent, and are not. */
  readonly equivalents: Pick<EquivalentRules, 'of'>;
}

/**
 * Tries faults of these packages whose result is not known, in an order drawn by a fixed seed, and gives what survives to the
 * compiler; results are kept as they come.
 * @throws {SessionError} (rejects) if tests fail without any fault.
 */
export async function mutatePackages(
  root: string,
  mutants: readonly PackageMutant[],
  results: ResultFile,
  { survivors, equivalents }: PackageRun,
  watch: Watch,
): Promise<void> {
  const known = knownResults(root, results);
  const again = (mutant: PackageMutant): boolean =>
    survivors && known(mutant)?.outcome === 'survived' && equivalents.of(mutant) === undefined;
  for (const [path, own] of grouped(mutants, ({ file }) => packageOf(file))) {
    if (watch.signal.aborted) return;
    const waiting = own.filter((mutant) => known(mutant) === undefined || again(mutant));
    if (waiting.length > 0) await runTests(root, path, drawn(waiting), results, watch);
    const survived = own.filter((mutant) => {
      const result = known(mutant);
      return result?.outcome === 'survived' && !result.compared && equivalents.of(mutant) === undefined;
    });
    if (survived.length > 0) checkTypes(root, path, survived, results, watch);
  }
}

function knownResults(root: string, results: ResultFile): (mutant: PackageMutant) => Result | undefined {
  const digests = new Map<string, string>();
  return ({ id, file }) => {
    const digest = digests.get(file) ?? digestOf(readFileSync(`${root}/${file}`, 'utf8'));
    digests.set(file, digest);
    return results.find(id, digest);
  };
}

async function runTests(
  root: string,
  path: string,
  mutants: readonly PackageMutant[],
  results: ResultFile,
  { tell, signal }: Watch,
): Promise<void> {
  const { texts, mutants: all } = await switchedFiles(root, [...new Set(mutants.map(({ file }) => file))].sort());
  const keys = new Map(all.map(({ id, key }) => [id, key]));
  const byFile = grouped(all, ({ file }) => file);
  const ids = new Set(mutants.map(({ id }) => id));
  const kept = switchesFor(
    all.filter(({ id }) => ids.has(id)),
    all,
  );
  const near = ({ file }: PackageMutant): readonly string[] => byFile.get(file)!.map(({ key }) => key);
  const copy = new PackageCopy(root, path, `tests-${process.pid}`);
  for (const [file, text] of texts) copy.write(file.slice(path.length + 1), withSwitches(text, kept));
  const session = new TestSession(copy.folder, copy.tests[0]!);
  const end = (): void => session.close();
  signal.addEventListener('abort', end);
  try {
    const survey = await session.survey(copy.tests);
    if (survey === undefined) return;
    const plan = new TestPlan(survey);
    let left = mutants.length;
    for (const mutant of mutants) {
      const key = keys.get(mutant.id)!;
      const orders = [plan.whileTestsRun(key), plan.fromLoadOn(key, near(mutant))].filter(
        (order) => order !== undefined,
      );
      let failure: string | undefined;
      for (const order of orders) failure ??= await session.run(order);
      if (signal.aborted) return;
      const survived: Pick<Result, 'outcome' | 'by'> = {
        outcome: 'survived',
        by: orders.length === 0 ? 'no test reaches it' : '',
      };
      const result = resultOf(root, mutant, failure === undefined ? survived : { outcome: 'killed', by: failure });
      results.add(result);
      tell(result, --left);
    }
  } finally {
    signal.removeEventListener('abort', end);
    session.close();
    copy.dispose();
  }
}

/** What the tests let pass but the compiler does not is killed. */
function checkTypes(
  root: string,
  path: string,
  mutants: readonly PackageMutant[],
  results: ResultFile,
  { tell, signal }: Watch,
): void {
  if (signal.aborted) return;
  const types = new TypeCheck(root, path);
  try {
    const complaints = types.complaints(mutants);
    for (const mutant of mutants) {
      const complaint = complaints.get(mutant.id);
      const { by } = results.find(mutant.id, digestOf(readFileSync(`${root}/${mutant.file}`, 'utf8')))!;
      const result: Result =
        complaint === undefined
          ? { ...resultOf(root, mutant, { outcome: 'survived', by }), compared: true }
          : resultOf(root, mutant, { outcome: 'killed', by: complaint });
      results.add(result);
      tell(result, 0);
    }
  } finally {
    types.dispose();
  }
}

function resultOf(root: string, mutant: PackageMutant, { outcome, by }: Pick<Result, 'outcome' | 'by'>): Result {
  const { id, file, line, original, replacement } = mutant;
  const digest = digestOf(readFileSync(`${root}/${file}`, 'utf8'));
  return { id, file, line, original, replacement, outcome, by: by.slice(0, 160), digest };
}
