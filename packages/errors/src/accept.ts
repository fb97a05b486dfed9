import { ArgumentError, OptionError } from './argument-errors.ts';
import { UnknownNameError } from './errors.ts';
import { type Check, checkOf, type Fault } from './fault.ts';
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
  const all = parameterChecks.get(parameters) ?? checksOf(parameters);
  for (let at = 0; at < all.length; at++) {
    const { name, optional, kind, check } = all[at]!;
    const value = given[at];
    if (value === undefined && optional) continue;
    const fault = check(value);
    if (fault !== undefined) refuse(what, name, kind, value, fault, parameters);
  }
}

/** What is known of the parameters of a table: it is made at the first call, for many are called over and over. */
const parameterChecks = new WeakMap<Members, readonly ParameterCheck[]>();

interface ParameterCheck {
  readonly name: string;
  readonly optional: boolean;
  readonly kind: Kind;
  readonly check: Check;
}

function checksOf(parameters: Members): readonly ParameterCheck[] {
  const all = Object.entries(parameters).map(([named, kind]) => ({
    name: named.replace('?', ''),
    optional: named.endsWith('?'),
    kind,
    check: checkOf(kind),
  }));
  parameterChecks.set(parameters, all);
  return all;
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
