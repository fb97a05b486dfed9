import { existsSync, readFileSync } from 'node:fs';
import type { EquivalentRules } from '../equivalents/rule.ts';
import { digestOf, type Result } from './result.ts';

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
  const digests = new Map<string, string>();
  const digest = (file: string): string => {
    const path = `${root}/${file}`;
    if (!digests.has(file)) digests.set(file, existsSync(path) ? digestOf(readFileSync(path, 'utf8')) : '');
    return digests.get(file)!;
  };
  return results
    .filter((result) => result.digest === digest(result.file))
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
