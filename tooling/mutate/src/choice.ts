import { RandomKey } from '@hkmem/backend';
import { sampleOf } from './mutants/find-mutants.ts';
import { type Options, type PartName, UsageError } from './options.ts';
import { type AnyMutant, partFacts } from './parts.ts';
import type { FileReport } from './results/file-report.ts';
import type { ResultFile } from './results/result-file.ts';

/** What is known of mutants: on this machine, and by what is kept with the code. */
export interface Known {
  readonly results: ResultFile;
  readonly kept: readonly FileReport[];
  /** Of files as they are now. */
  readonly digests: (file: string) => string;
}

/**
 * The mutants of a part that are asked for.
 * @throws {UsageError} if a page is to show a share of a package that nobody drew at random.
 */
export function chosenMutants(
  part: PartName,
  all: readonly AnyMutant[],
  known: Known,
  options: Options,
): readonly AnyMutant[] {
  const { only = '', survivors, sample, seed } = options;
  const scope = all.filter(({ file }) => file.includes(only));
  if (options.report !== undefined && !survivors) checkWhole(part, all, scope, only);
  const chosen = survivors ? survivorsOf(scope, known) : scope;
  if (sample === undefined) return chosen;
  return sampleOf(chosen, RandomKey.fromSeed(seed).permutation(chosen.length), sample);
}

function checkWhole(part: PartName, all: readonly AnyMutant[], scope: readonly AnyMutant[], only: string): void {
  const { unit } = partFacts[part];
  const touched = new Set(scope.map(({ file }) => unit(file)));
  if (all.filter(({ file }) => touched.has(unit(file))).length === scope.length) return;
  throw new UsageError(
    `--only: got '${only}', allowed with a page is what holds whole packages, such as ${[...touched][0]}/.`,
  );
}

/** Those that survived, by this machine's results or else by what is kept of the same text. */
function survivorsOf(mutants: readonly AnyMutant[], { results, kept, digests }: Known): readonly AnyMutant[] {
  const unfound = kept.filter(({ file, digest }) => digest === digests(file)).flatMap((report) => report.unfound);
  const ids = new Set(unfound.filter(({ reason }) => reason === undefined).map(({ id }) => id));
  return mutants.filter(({ id, file }) => {
    const outcome = results.find(id, digests(file))?.outcome;
    return outcome === undefined ? ids.has(id) : outcome === 'survived';
  });
}
