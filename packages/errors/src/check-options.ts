import { OptionError } from './argument-errors.ts';
import { suggestion } from './nearest-name.ts';

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
    const way = suggestion(name, names);
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
