import { ParameterRoleError } from '../errors.ts';
import { type LagrangianLaw, lagrangian } from './lagrangian-law.ts';
import type { GivenRole, Start } from './parameter.ts';

/**
 * The inverse temperature beta of a Lagrangian, L(beta x) / beta, which has g(beta x): a number, or a parameter, one for a
 * layer or one per neuron, by default 1 at first.
 */
export type InverseTemperature =
  | number
  | 'layer'
  | 'neuron'
  | { readonly per: 'layer' | 'neuron'; readonly start?: Start; readonly decays?: boolean };

/** Its role where it is a parameter; undefined for a number. */
export function roleOfInverseTemperature(beta: InverseTemperature): Exclude<GivenRole, string> | undefined {
  if (typeof beta === 'number') return undefined;
  return typeof beta === 'object' ? beta : { per: beta };
}

/**
 * L(beta x) / beta as a law; the parameter, if it is one, is `beta`.
 * @throws {ParameterRoleError} if the law has a parameter of that name; otherwise as `lagrangian`.
 */
export function withInverseTemperature(law: LagrangianLaw, beta: InverseTemperature): LagrangianLaw {
  if (beta === 1) return law;
  const { arena, value, parameters, options, formula } = law;
  const role = roleOfInverseTemperature(beta);
  if (role !== undefined && parameters.some(({ name }) => name === 'beta')) {
    throw new ParameterRoleError(
      `Lagrangian '${formula}': it has a parameter 'beta' already. Rename it, or leave the inverse temperature to it.`,
    );
  }
  const factor = typeof beta === 'number' ? arena.number(beta) : arena.parameter('beta');
  const x = arena.variable('x');
  const scaled = arena.substitute(value, new Map([[x, arena.node('mul', factor, x)]]));
  const roles = Object.fromEntries(parameters.map(({ name, ...own }) => [name, own]));
  const { states = [-200, 200] } = options;
  // A law that is finite on its states stays so where beta x is among them.
  const by = typeof beta === 'number' ? Math.max(1, beta) : 1;
  return lagrangian(
    arena.node('div', scaled, factor),
    { ...roles, ...(role && { beta: role }) },
    { ...options, states: [states[0] / by, states[1] / by] },
  );
}
