import { checkOptions } from '@hkmem/errors';
import { LawDomainError } from '../errors.ts';
import { derivative } from '../expression/derivative.ts';
import type { Expression, Node } from '../expression/expression.ts';
import { checkDomain, checkInterval, trialBoxes } from './domain.ts';
import { type Draft, draft } from './draft.ts';
import { checkJumps } from './jumps.ts';
import { type PairLaw, type PairOptions, pairCache, pairOf, pairVariables, usualActivities } from './pair-parts.ts';
import type { GivenRoles } from './parameter.ts';

const rules = { variables: pairVariables, per: ['edge', 'weight', 'one'] } as const;

/**
 * A law of pairs from a formula in r, gi and gj and the roles of its parameters, per edge, per weight or one for all: interactions
 * phi(r), couplings -w r gi gj, and others.
 * @throws {LawError} one of its kinds, naming what is wrong: see the README.
 * @throws {OptionError} for an option that is none.
 */
export function pairLaw(formula: string | Expression, parameters: GivenRoles = {}, options: PairOptions = {}): PairLaw {
  checkOptions('pairLaw', options, { activities: 'optional' });
  const { activities = usualActivities } = options;
  checkInterval('activities', activities);
  const made = draft('pair', formula, parameters, rules, { activities });
  return pairCache.get(made.key, () => checkedPairLaw(made, { activities }));
}

/** A law of pairs that reads activities. @throws {LawDomainError} if it does not; otherwise as `pairLaw`. */
export function couplingLaw(
  formula: string | Expression,
  parameters: GivenRoles = {},
  options: PairOptions = {},
): PairLaw {
  const law = pairLaw(formula, parameters, options);
  if (law.facts.coupled) return law;
  throw new LawDomainError(`coupling '${law.formula}': it reads neither gi nor gj. Use it as an interaction.`);
}

function checkedPairLaw({ key: _key, ...base }: Draft, options: Required<PairOptions>): PairLaw {
  const { arena, value, parameters, formula } = base;
  const [r, gi, gj] = pairVariables.map((name) => arena.variable(name)) as [Node, Node, Node];
  const swapped = arena.substitute(
    value,
    new Map([
      [gi, gj],
      [gj, gi],
    ]),
  );
  if (swapped !== value) {
    throw new LawDomainError(
      `pair law '${formula}': gi and gj exchanged give another law, but an edge has no direction. Write a form that is ` +
        'symmetric term by term.',
    );
  }
  const law = pairOf(base, options, 'proved');
  const { force, pullI, pullJ, facts } = law;
  const second = (root: Node, symbol: Node): Node => derivative(arena, root, symbol);
  const parameterSlopes = parameters.flatMap(({ name }) =>
    [force, pullI, pullJ].map((part) => second(part, arena.parameter(name))),
  );
  const { coupled } = facts;
  const domain = { r: [-1, 1], ...(coupled ? { gi: options.activities, gj: options.activities } : {}) } as const;
  const firsts = { [coupled ? 'psi' : 'phi']: value, 'its derivative in r': force };
  const slopes = coupled ? { 'its derivative in gi': pullI } : {};
  const seconds = [second(force, r), second(force, gi), second(pullI, gi), second(pullI, gj), ...parameterSlopes];
  const named = Object.fromEntries(seconds.map((node, k) => [`second derivative ${k + 1}`, node]));
  const finite = checkDomain(arena, { ...firsts, ...slopes, ...named }, domain, parameters);
  checkJumps(arena, { ...firsts, ...slopes }, trialBoxes(arena, domain, parameters).slice(0, 2));
  return { ...law, facts: { ...facts, finite } };
}
