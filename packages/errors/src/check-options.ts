import { distance } from 'fastest-levenshtein';
import { HkmemError } from './errors.ts';

/** Options of a call that are missing, not known, or no object at all. */
export class OptionError extends HkmemError {}

/** Every option of T, `required` or `optional` as its type says. */
export type OptionTable<T> = {
  readonly [Name in keyof T]-?: Record<never, never> extends Pick<T, Name> ? 'optional' : 'required';
};

/**
 * Checks the names of options, which a compiler does for TypeScript and nothing does for JavaScript. Values are the
 * callee's to check; undefined counts as absent.
 * @throws {OptionError} naming the option that is missing or not known, and the nearest name that is.
 */
export function checkOptions<T>(what: string, got: T | undefined, table: OptionTable<NoInfer<T>>): void {
  const names = Object.keys(table);
  const listed = names.map((name) => (required(name) ? name : `${name}?`)).join(', ');
  if (typeof got !== 'object' || got === null) {
    if (got === undefined && !names.some(required)) return;
    throw new OptionError(
      `${what}: got ${got === null ? 'null' : typeof got} for its options, allowed is {${listed}}.`,
    );
  }
  const given = got as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given)) {
    if (names.includes(name) || given[name] === undefined) continue;
    const near = nearestName(name, names);
    const way = near === undefined ? '' : ` Did you mean '${near}'?`;
    throw new OptionError(`${what}: option '${name}' is not known, allowed are ${listed}.${way}`);
  }
  for (const name of names) {
    if (required(name) && given[name] === undefined) {
      throw new OptionError(`${what}: option '${name}' is missing. It takes {${listed}}.`);
    }
  }

  function required(name: string): boolean {
    return table[name as keyof T] === 'required';
  }
}

/** The name that differs least, by a third of its letters at most. */
function nearestName(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of names) {
    const letters = distance(name.toLowerCase(), candidate.toLowerCase());
    if (letters < least && letters <= Math.max(2, candidate.length / 3)) [best, least] = [candidate, letters];
  }
  return best;
}
