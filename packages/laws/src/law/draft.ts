import { ArgumentError, accept } from '@hkmem/errors';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { ParameterRoleError } from '../errors.ts';
import { Arena } from '../expression/arena.ts';
import { type Expression, postorder } from '../expression/expression.ts';
import { parse } from '../expression/parse.ts';
import { textOf } from '../expression/text.ts';
import { checkBuilt } from './built-expression.ts';
import { type Formula, keyOf, type LawKind } from './law.ts';
import { type GivenRoles, type LawParameter, type Per, parametersOf } from './parameter.ts';

/** What a kind of law allows. */
interface KindRules {
  readonly variables: readonly string[];
  readonly per: readonly Per[];
}

/** A formula that was read, not yet checked. */
export interface Draft extends Formula {
  /** Text that two laws share only if they are the same. */
  readonly key: string;
}

/**
 * Reads a formula with the roles of its parameters.
 * @throws {FormulaError | UnknownSymbolError | ExpressionSizeError | ParameterRoleError} for what cannot be read, a
 * parameter without a role, and a role without a parameter.
 * @throws {ArgumentError} for a formula or roles that are none.
 */
export function draft(
  kind: LawKind,
  formula: string | Expression,
  roles: GivenRoles,
  rules: KindRules,
  options: Readonly<Record<string, unknown>>,
): Draft {
  if (typeof formula !== 'string' && formula?.args === undefined) {
    const found = formula === null ? 'null' : typeof formula;
    throw new ArgumentError(
      `${kind}: argument 'formula': got ${found}, allowed is a formula as text, or an expression.`,
    );
  }
  accept(kind, { parameters: 'object' }, [roles]);
  const parameters = parametersOf(roles, rules.per);
  const arena = new Arena();
  const value = arena.import(readFormula(formula, rules.variables, parameters));
  const used = new Set(postorder([value]).flatMap(({ operation, name }) => (operation === 'parameter' ? [name!] : [])));
  const idle = parameters.filter(({ name }) => !used.has(name)).map(({ name }) => `'${name}'`);
  const text = textOf(value);
  if (idle.length > 0) {
    throw new ParameterRoleError(
      `formula '${text}': parameter ${idle.join(', ')} does not occur in it, once simplified. Take its role away.`,
    );
  }
  const key = keyOf(kind, text, parameters, options);
  const identity = bytesToHex(sha256(utf8ToBytes(key))).slice(0, 32);
  return { formula: text, parameters, identity, arena, value, key };
}

function readFormula(
  formula: string | Expression,
  variables: readonly string[],
  parameters: readonly LawParameter[],
): Expression {
  const names = parameters.map(({ name }) => name);
  if (typeof formula === 'string') return parse(formula, { variables, parameters: names });
  checkBuilt(formula, { variable: variables, parameter: names });
  return formula;
}
