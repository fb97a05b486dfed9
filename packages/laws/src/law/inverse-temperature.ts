import { ParameterRoleError } from '../errors.ts';
import { Arena } from '../expression/arena.ts';
import type { Node } from '../expression/expression.ts';
import { textOf } from '../expression/text.ts';
import { type LagrangianLaw, lagrangianOf, usualStates } from './lagrangian-parts.ts';
import { LawCache } from './law.ts';
import { type GivenRole, parametersOf, type Start, trialValues } from './parameter.ts';

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

const known = /* @__PURE__ */ new WeakMap<LagrangianLaw, LawCache<LagrangianLaw>>();

/**
 * L(beta x) / beta as a law; the parameter, if it is one, is `beta`. What L states holds of it as it is: it is convex, and
 * finite where beta x is among L's states.
 * @throws {ParameterRoleError} if the law has a parameter of that name, or beta is not above 0, or does not start so.
 */
export function withInverseTemperature(law: LagrangianLaw, beta: InverseTemperature): LagrangianLaw {
  if (beta === 1) return law;
  const role = roleOfInverseTemperature(beta);
  const added = role === undefined ? [] : parametersOf({ beta: role }, ['layer', 'neuron']);
  if (role !== undefined && law.parameters.some(({ name }) => name === 'beta')) {
    throw new ParameterRoleError(
      `Lagrangian '${law.formula}': it has a parameter 'beta' already. Rename it, or leave the inverse temperature to it.`,
    );
  }
  const starts = typeof beta === 'number' ? [beta] : trialValues(added[0]!);
  if (!starts.every((start) => start > 0 && start < Number.POSITIVE_INFINITY)) {
    throw new ParameterRoleError(
      `inverse temperature of '${law.formula}': got ${starts.join(' and ')}, allowed are numbers above 0. Give a start that ` +
        'lies above 0 by more than its deviation.',
    );
  }
  const key = JSON.stringify(added[0] ?? beta);
  const cache = known.get(law) ?? new LawCache<LagrangianLaw>();
  known.set(law, cache);
  return cache.get(key, () => {
    const arena = new Arena();
    const factor = typeof beta === 'number' ? arena.number(beta) : arena.parameter('beta');
    const scaled = (node: Node): Node | undefined =>
      node.operation === 'variable' ? arena.node('mul', factor, arena.variable('x')) : undefined;
    const value = arena.node('div', arena.adopt(law.value, scaled), factor);
    const { states = usualStates, nonConvex = false } = law.options;
    const by = typeof beta === 'number' ? Math.max(1, beta) : 1;
    const parameters = [...law.parameters, ...added].sort((a, b) => (a.name < b.name ? -1 : 1));
    const base = { formula: textOf(value), parameters, identity: `${law.identity} at beta ${key}`, arena, value };
    return lagrangianOf(base, { states: [states[0] / by, states[1] / by], nonConvex }, law.facts);
  });
}
