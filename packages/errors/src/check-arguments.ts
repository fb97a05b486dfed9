import { ArgumentError } from './argument-errors.ts';

/** What an argument is: the word for its kind, where `list` is an array or typed array, or the members of an object. */
export type ArgumentKind = 'number' | 'string' | 'function' | 'object' | 'list' | readonly string[];

/**
 * Checks the kinds of positional arguments, which a compiler does for TypeScript and nothing does for JavaScript. What
 * they hold is the callee's to check.
 * @throws {ArgumentError} naming the first that is missing or does not fit.
 */
export function checkArguments<Name extends string>(
  what: string,
  got: Readonly<Record<Name, unknown>>,
  kinds: Readonly<Record<Name, ArgumentKind>>,
): void {
  for (const [name, kind] of Object.entries<ArgumentKind>(kinds)) {
    const value = (got as Readonly<Record<string, unknown>>)[name];
    if (value === undefined) {
      const listed = Object.entries<ArgumentKind>(kinds).map(([each, its]) => `${each}: ${said(its)}`);
      throw new ArgumentError(`${what}: argument '${name}' is missing. It takes (${listed.join(', ')}).`);
    }
    const fault = faultOf(value, kind);
    if (fault !== undefined)
      throw new ArgumentError(`${what}: argument '${name}': got ${fault}, allowed is ${said(kind)}.`);
  }
}

function said(kind: ArgumentKind): string {
  if (typeof kind !== 'string') return `an object with ${kind.join(', ')}`;
  return kind === 'object' ? 'an object' : kind === 'list' ? 'an array of numbers' : `a ${kind}`;
}

/** What an argument is in place of what it should be; undefined if it fits. */
function faultOf(value: unknown, kind: ArgumentKind): string | undefined {
  const found = value === null ? 'null' : `a ${typeof value}`.replace('a object', 'an object');
  if (kind === 'list') {
    const list = typeof value === 'object' && value !== null && 'length' in value && typeof value.length === 'number';
    return list ? undefined : found;
  }
  if (typeof kind === 'string' && kind !== 'object') return typeof value === kind ? undefined : found;
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return found;
  if (kind === 'object') return undefined;
  const members = value as Readonly<Record<string, unknown>>;
  const lacking = kind.find((member) => members[member] === undefined);
  return lacking === undefined ? undefined : `an object without '${lacking}'`;
}
