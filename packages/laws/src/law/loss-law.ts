import type { Expression } from '../expression/expression.ts';
import { checkDomain, trialBoxes } from './domain.ts';
import { draft } from './draft.ts';
import { checkJumps } from './jumps.ts';
import { type LossLaw, lossCache, lossOf } from './loss-parts.ts';
import type { GivenRoles } from './parameter.ts';

const rules = { variables: ['out', 'y'], per: ['one'] } as const;

/** Where outputs and targets go. */
const domain = { out: [-200, 200], y: [-1, 1] } as const;

/**
 * A loss from a formula in out and y; parameters are one for all. Outputs are taken from -200 to 200, targets from -1 to 1.
 * @throws {LawError} one of its kinds, naming what is wrong: see the README.
 */
export function lossLaw(formula: string | Expression, parameters: GivenRoles = {}): LossLaw {
  const made = draft('loss', formula, parameters, rules, {});
  return lossCache.get(made.key, () => {
    const { key: _key, ...base } = made;
    const law = lossOf(base, 'proved');
    const { arena, value, slope, parameterSlopes } = law;
    const named = Object.fromEntries(parameterSlopes.map((node, k) => [`dl/d${base.parameters[k]!.name}`, node]));
    const finite = checkDomain(arena, { loss: value, 'its derivative': slope, ...named }, domain, base.parameters);
    checkJumps(arena, { loss: value }, trialBoxes(arena, domain, base.parameters).slice(0, 2));
    return { ...law, facts: { finite } };
  });
}
