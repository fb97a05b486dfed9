import type { EquivalentRules } from '../equivalents/rule.ts';
import { digestsOf } from './digests.ts';
import type { Result } from './result.ts';

/**
 * Results of the files as they are now; those that survived and that a rule says to be equivalent are counted so. A rule for
 * a mutant that was killed is an error, as it cannot be right.
 * @throws {WrongEquivalentError} naming it.
 */
export function currentResults(
  root: string,
  results: readonly Result[],
  equivalents: Pick<EquivalentRules, 'of'>,
): readonly Result[] {
  const digests = digestsOf(root);
  return results
    .filter((result) => result.digest === digests(result.file))
    .map((result): Result => {
      const rule = equivalents.of(result);
      if (rule === undefined) return result;
      if (result.outcome === 'killed') throw new WrongEquivalentError(result, rule.reason);
      return { ...result, outcome: 'equivalent', by: rule.reason };
    });
}

/** A rule says that a mutant is equivalent which a test found. */
export class WrongEquivalentError extends Error {
  override readonly name = 'WrongEquivalentError';

  constructor({ id, by }: Result, reason: string) {
    super(`equivalents: got '${id}' (${reason}), which was killed: ${by}. Make the rule narrower.`);
  }
}
