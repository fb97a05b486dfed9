import { ArgumentError, OptionError } from './argument-errors.ts';
import { UnknownNameError } from './errors.ts';
import { checkOf, type Fault } from './fault.ts';
import { inWords, isList, type Kind, type Members } from './kind.ts';

/**
 * Checks the arguments of a call against the kinds of its parameters, which a compiler does for TypeScript and nothing does
 * for JavaScript. Builds write these calls from the types of public functions; by hand it is called for what has no types.
 * @param parameters Kinds by name, in order; a name ends with `?` where the argument may be absent.
 * @throws {ArgumentError} naming the first argument that is missing or of another kind.
 * @throws {OptionError} naming the option that is missing, of another kind, or not known, and the nearest name that is.
 * @throws {UnknownNameError} with the names that are allowed.
 */
export function accept(what: string, parameters: Members, given: readonly unknown[]): void {
  let at = 0;
  for (const named in parameters) {
    const value = given[at++];
    const kind = parameters[named]!;
    if (value === undefined && named.endsWith('?')) continue;
    const fault = checkOf(kind)(value);
    if (fault !== undefined) refuse(what, named.replace('?', ''), kind, value, fault, parameters);
  }
}

function refuse(what: string, name: string, kind: Kind, value: unknown, fault: Fault, parameters: Members): never {
  const options = typeof kind !== 'string' && isList(kind) && kind[0] === '=';
  const path = (options && fault.path.length > 0 ? fault.path : [name, ...fault.path]).join('.');
  if (fault.names !== undefined) throw new UnknownNameError(`${what}, ${path}`, fault.said, fault.names);
  if (fault.path.length > 0) throw new OptionError(`${what}: option '${path}'${fault.said}`);
  if (options) {
    const which = name === 'options' ? '' : ` '${name}'`;
    const got = value === null ? 'null' : typeof value;
    throw new OptionError(`${what}: got ${got} for its options${which}, allowed is ${inWords(kind)}.`);
  }
  if (value !== undefined) throw new ArgumentError(`${what}: argument '${name}'${fault.said}`);
  const taken = Object.entries(parameters).map(([each, its]) => `${each}: ${inWords(its)}`);
  throw new ArgumentError(`${what}: argument '${name}' is missing. It takes (${taken.join(', ')}).`);
}
