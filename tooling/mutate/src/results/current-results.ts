import { existsSync, readFileSync } from 'node:fs';
import { digestOf, type Result } from './result.ts';

/**
 * Results of the files as they are now; those that survived and are equivalent by hand are counted so. A reason given for
 * a mutant that was killed is an error, as it cannot be right.
 * @throws {WrongEquivalentError} naming it.
 */
export function currentResults(
  root: string,
  results: readonly Result[],
  equivalents: Readonly<Record<string, string>>,
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
      const reason = equivalents[result.id];
      if (reason === undefined) return result;
      if (result.outcome === 'killed') throw new WrongEquivalentError(result, reason);
      return { ...result, outcome: 'equivalent', by: reason };
    });
}

/** A mutant that a test found is said to be equivalent. */
export class WrongEquivalentError extends Error {
  override readonly name = 'WrongEquivalentError';

  constructor({ id, by }: Result, reason: string) {
    super(`equivalents.json: got '${id}' (${reason}), which was killed: ${by}. Take it out.`);
  }
}
