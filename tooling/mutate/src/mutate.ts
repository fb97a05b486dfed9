import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { chosenMutants, type Known } from './choice.ts';
import { equivalents } from './equivalents/equivalents.ts';
import type { Mutant } from './mutants/mutant.ts';
import { mutateKernels } from './mutate-kernels.ts';
import { type Options, type PartName, partNames } from './options.ts';
import { mutatePackages } from './packages/mutate-packages.ts';
import type { PackageMutant } from './packages/package-mutants.ts';
import { type AnyMutant, filesOf, mutantsOf, partFacts, partReports } from './parts.ts';
import { currentResults } from './results/current-results.ts';
import { digestsOf } from './results/digests.ts';
import { fileReport, withReasons } from './results/file-report.ts';
import { type Found, keptAfter, measuredPath, readMeasured, writeMeasured } from './results/measured.ts';
import { type PartReport, reportPage } from './results/report.ts';
import type { Result } from './results/result.ts';
import { ResultFile } from './results/result-file.ts';

/** What is done with one part. */
interface Plan extends Known {
  readonly part: PartName;
  /** Whether it is to be run; otherwise what is kept of it is shown. */
  readonly asked: boolean;
  readonly all: readonly AnyMutant[];
  readonly chosen: readonly AnyMutant[];
}

/** How a run is told of and ended, and the command it came from. */
export interface Surroundings {
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
  /** As it was called. */
  readonly command: string;
  /** The commit whose tree this is, for what is kept. */
  readonly commit?: string;
}

/**
 * Puts faults into what is asked for and gives what is known of it then. If a page is wanted, what was found goes to what is
 * kept, and the page shows that of all parts.
 * @throws {UsageError} (rejects) if a page is to show a share of a package that nobody drew at random.
 */
export async function mutate(
  root: string,
  options: Options,
  { say, signal, command, commit = '' }: Surroundings,
): Promise<readonly PartReport[]> {
  const rules = equivalents(root);
  const digests = digestsOf(root);
  const plans: Plan[] = [];
  for (const part of partNames) {
    const asked = options.parts.includes(part);
    if (!asked && options.report === undefined) continue;
    const kept = readMeasured(measuredPath(root, part)).map((each) =>
      each.digest === digests(each.file) ? withReasons(each, rules) : each,
    );
    const known = { results: new ResultFile(resolve(root, options.results, `${part}.jsonl`)), kept, digests };
    const all = await mutantsOf(root, part, options.report === undefined ? options.only : undefined);
    plans.push({ ...known, part, asked, all, chosen: asked ? chosenMutants(part, all, known, options) : [] });
  }
  for (const { part, asked, results, chosen } of plans) {
    if (!asked || options.known || signal.aborted) continue;
    const tell = (result: Result, left: number): void => {
      say(`${part}, ${left} left: ${result.outcome} ${result.id}${result.by && ` (${result.by})`}\n`);
    };
    const run = { ...options, equivalents: rules };
    if (part === 'packages')
      await mutatePackages(root, chosen as readonly PackageMutant[], results, run, { tell, signal });
    else await mutateKernels(root, part, chosen as readonly Mutant[], results, run, { tell, signal });
  }
  const found = plans.map((plan): Found => {
    const ids = new Set(plan.chosen.map(({ id }) => id));
    const results = currentResults(root, plan.results.all, rules).filter(({ id }) => ids.has(id));
    const scope = plan.all.filter(({ file }) => plan.asked && file.includes(options.only ?? ''));
    const reports = filesOf(scope).map(([file, mutants]) =>
      fileReport({ file, digest: digests(file), mutants }, results, commit),
    );
    return { reports, results, commit, whole: !options.survivors };
  });
  if (options.report !== undefined && !signal.aborted) {
    const shown = plans.flatMap((plan, n) => partReports(plan.part, keep(root, plan, found[n]!), digests));
    const path = resolve(root, options.report);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, reportPage(command, shown));
    say(`${options.report} is written.\n`);
  }
  return plans.flatMap(({ part }, n) => partReports(part, found[n]!.reports, digests));
}

/** What is kept of all files of a part from now on. */
function keep(root: string, { part, all, asked, kept, digests }: Plan, found: Found) {
  const known = new Map(keptAfter(kept, found, partFacts[part].unit).map((each) => [each.file, each]));
  const files = filesOf(all).map(
    ([file, mutants]) => known.get(file) ?? fileReport({ file, digest: digests(file), mutants }, [], ''),
  );
  if (asked) writeMeasured(measuredPath(root, part), files);
  return files;
}
