import { FormulaError, LawError, LawFormatError } from '../errors.ts';
import type { Law } from './json.ts';
import { lagrangian } from './lagrangian-law.ts';
import type { LawKind } from './law.ts';
import { lossLaw } from './loss-law.ts';
import { pairLaw } from './pair-law.ts';
import { type GivenRole, type GivenRoles, type Per, parametersOf } from './parameter.ts';

const role = /^([A-Za-z][A-Za-z0-9_]*)\s*:\s*([a-z]+)\s*(?:=\s*(\S+)\s*)?$/;

/**
 * A law from one line of text, as a command line or a file of settings gives it: the formula, then after a semicolon what each
 * parameter is given for, and after a sign of equality the number that it starts from, if it is not to be the usual one:
 * `-w * r * tanh(beta * gi * gj); w: edge, beta: one = 0.5`.
 * @throws {FormulaError} for roles of another form; otherwise as `pairLaw`, `lagrangian` and `lossLaw`.
 */
export function lawFromText(kind: LawKind, text: string): Law {
  const [formula = '', roles = '', ...rest] = text.split(';');
  if (rest.length > 0) {
    throw new FormulaError(text, text.lastIndexOf(';'), 'a second ; stands', 'One parts the formula from the roles.');
  }
  const given = rolesOf(text, roles);
  if (kind === 'pair') return pairLaw(formula, given);
  return kind === 'lagrangian' ? lagrangian(formula, given) : lossLaw(formula, given);
}

function rolesOf(text: string, roles: string): GivenRoles {
  if (roles.trim() === '') return {};
  const entries = roles.split(',').map((part): readonly [string, GivenRole] => {
    const [, name, per, start] = role.exec(part.trim()) ?? [];
    const value = start === undefined ? undefined : Number(start);
    if (name === undefined || Number.isNaN(value)) {
      const way = "Write 'name: edge' or 'name: one = 0.5', with commas between.";
      throw new FormulaError(text, text.indexOf(';') + 1 + roles.indexOf(part), `'${part.trim()}' is no role`, way);
    }
    return [name, value === undefined ? (per as Per) : { per: per as Per, start: value }];
  });
  return Object.fromEntries(entries);
}

/**
 * The line that `lawFromText` reads as this law.
 * @throws {LawFormatError} for one that a line cannot say: with options, other draws at the start, or another decay than usual.
 */
export function lawToText(law: Law): string {
  const roles = law.parameters.map(({ name, per, start }) => {
    const usual = parametersOf({ [name]: per }, [per])[0]!;
    const own = JSON.stringify(start) !== JSON.stringify(usual.start);
    return own ? `${name}: ${per} = ${String(start)}` : `${name}: ${per}`;
  });
  const text = roles.length === 0 ? law.formula : `${law.formula}; ${roles.join(', ')}`;
  if (attempt(law.kind, text) === law.identity) return text;
  throw new LawFormatError(`law '${law.formula}': no line of text says all of it. Keep it as lawToJson gives it.`);
}

function attempt(kind: LawKind, text: string): string | undefined {
  try {
    return lawFromText(kind, text).identity;
  } catch (error) {
    if (error instanceof LawError) return undefined;
    throw error;
  }
}
