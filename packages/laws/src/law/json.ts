import { LawFormatError } from '../errors.ts';
import type { Interval } from '../expression/interval.ts';
import { lagrangian } from './lagrangian-law.ts';
import type { LagrangianLaw } from './lagrangian-parts.ts';
import type { LawKind } from './law.ts';
import { lossLaw } from './loss-law.ts';
import type { LossLaw } from './loss-parts.ts';
import { pairLaw } from './pair-law.ts';
import type { PairLaw } from './pair-parts.ts';
import type { GivenRole, ParameterRole } from './parameter.ts';

/** A law of any kind. */
export type Law = PairLaw | LagrangianLaw | LossLaw;

/** A law as it stands in a checkpoint or configuration. */
export interface LawJson {
  /** What it is a law of. */
  readonly kind: LawKind;
  /** Canonical text, or any that reads as it. */
  readonly formula: string;
  /** Roles by name; none if absent. */
  readonly parameters?: Readonly<Record<string, ParameterRole>>;
  /** Where activities go, of a law of pairs. */
  readonly activities?: Interval;
  /** Where states go, of a Lagrangian. */
  readonly states?: Interval;
  /** Whether a Lagrangian need not be convex. */
  readonly nonConvex?: boolean;
}

/** A law as data. `lawFromJson` gives the same law again. */
export function lawToJson(law: Law): LawJson {
  const parameters = Object.fromEntries(law.parameters.map(({ name, ...role }) => [name, role]));
  return { kind: law.kind, formula: law.formula, parameters, ...law.options };
}

/** Fields besides kind, formula and parameters. */
const optionsOf: Readonly<Record<LawKind, readonly string[]>> = {
  pair: ['activities'],
  lagrangian: ['states', 'nonConvex'],
  loss: [],
};

/**
 * Reads a law from anything, as a file may hold it; nothing of it is run.
 * @throws {LawFormatError} for something of another form; otherwise as `pairLaw`, `lagrangian` and `lossLaw`.
 */
export function lawFromJson(value: unknown): Law {
  const fields = record(value, 'a law');
  const kind = (['pair', 'lagrangian', 'loss'] as const).find((each) => each === fields['kind']);
  if (kind === undefined) throw wrong('kind', fields['kind'], "'pair', 'lagrangian' or 'loss'");
  const { formula } = fields;
  if (typeof formula !== 'string') throw wrong('formula', formula, 'a text');
  const known = ['kind', 'formula', 'parameters', ...optionsOf[kind]];
  const other = Object.keys(fields).find((name) => !known.includes(name));
  if (other !== undefined) throw wrong(other, fields[other], `only ${known.join(', ')}`);
  // What a role holds is checked where the law is made.
  const roles = (fields['parameters'] === undefined ? {} : record(fields['parameters'], 'parameters')) as Readonly<
    Record<string, GivenRole>
  >;
  if (kind === 'loss') return lossLaw(formula, roles);
  if (kind === 'pair') return pairLaw(formula, roles, optional('activities', interval('activities', fields)));
  const { nonConvex } = fields;
  if (nonConvex !== undefined && typeof nonConvex !== 'boolean') throw wrong('nonConvex', nonConvex, 'true or false');
  return lagrangian(formula, roles, {
    ...optional('states', interval('states', fields)),
    ...optional('nonConvex', nonConvex),
  });
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [K in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [K in Name]?: Value };
}

function interval(name: string, fields: Readonly<Record<string, unknown>>): Interval | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length === 2) {
    const [low, high] = value as readonly unknown[];
    if (typeof low === 'number' && typeof high === 'number') return [low, high];
  }
  throw wrong(name, value, 'a list of two numbers');
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value));
  }
  throw wrong(what, value, 'an object');
}

function wrong(what: string, got: unknown, allowed: string): LawFormatError {
  const text = JSON.stringify(got) ?? String(got);
  return new LawFormatError(
    `${what}: got ${text.length > 60 ? `${text.slice(0, 57)}...` : text}, allowed is ${allowed}.`,
  );
}
