import { DatasetOptionError } from './errors.ts';

/** Every option of T, `required` or `optional` as its type says. */
export type OptionTable<T> = {
  readonly [Name in keyof T]-?: Record<never, never> extends Pick<T, Name> ? 'optional' : 'required';
};

/**
 * Checks the names of options, which a compiler does for TypeScript and nothing does for JavaScript. Values are the
 * callee's to check; undefined counts as absent.
 * @throws {DatasetOptionError} naming the option that is missing or not known, and the nearest name that is.
 */
export function checkOptions<T>(what: string, got: T | undefined, table: OptionTable<NoInfer<T>>): void {
  const names = Object.keys(table);
  const listed = names.map((name) => (required(name) ? name : `${name}?`)).join(', ');
  if (typeof got !== 'object' || got === null) {
    if (got === undefined && !names.some(required)) return;
    throw new DatasetOptionError(
      `${what}: got ${got === null ? 'null' : typeof got} for its options, allowed is {${listed}}.`,
    );
  }
  const given = got as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given)) {
    if (names.includes(name) || given[name] === undefined) continue;
    const near = nearestName(name, names);
    const way = near === undefined ? '' : ` Did you mean '${near}'?`;
    throw new DatasetOptionError(`${what}: option '${name}' is not known, allowed are ${listed}.${way}`);
  }
  for (const name of names) {
    if (required(name) && given[name] === undefined) {
      throw new DatasetOptionError(`${what}: option '${name}' is missing. It takes {${listed}}.`);
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
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least && distance <= Math.max(2, candidate.length / 3)) [best, least] = [candidate, distance];
  }
  return best;
}

/** Letters to insert, delete or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
