import { derivative } from '../expression/derivative.ts';
import type { Expression, Node } from '../expression/expression.ts';
import { checkDomain, type Evidence, trialBoxes } from './domain.ts';
import { checkJumps } from './jumps.ts';
import { draft, type LawBase, LawCache } from './law.ts';
import type { GivenRoles } from './parameter.ts';

/** A loss of one output: l(out, y; theta), summed over outputs and averaged over the batch. */
export interface LossLaw extends LawBase {
  /** A loss. */
  readonly kind: 'loss';
  /** There are none. */
  readonly options: Readonly<Record<string, never>>;
  /** dl/dout. */
  readonly slope: Node;
  /** dl/dtheta by parameter, in the order of the law's. */
  readonly parameterSlopes: readonly Node[];
  /** How it is known that the loss and its derivatives are finite on the domain. */
  readonly facts: { readonly finite: Evidence };
}

const cache = new LawCache<LossLaw>();
const rules = { variables: ['out', 'y'], per: ['one'] } as const;

/** Where outputs and targets go. */
const domain = { out: [-200, 200], y: [-1, 1] } as const;

/**
 * A loss from a formula in out and y; parameters are one for all. Outputs are taken from -200 to 200, targets from -1 to 1.
 * @throws {LawError} one of its kinds, naming what is wrong: see the README.
 */
export function lossLaw(formula: string | Expression, parameters: GivenRoles = {}): LossLaw {
  const made = draft('loss', formula, parameters, rules, {});
  return cache.get(made.key, () => {
    const { key: _key, ...base } = made;
    const { arena, value } = base;
    const slope = derivative(arena, value, arena.variable('out'));
    const parameterSlopes = base.parameters.map(({ name }) => derivative(arena, value, arena.parameter(name)));
    const named = Object.fromEntries(parameterSlopes.map((node, k) => [`dl/d${base.parameters[k]!.name}`, node]));
    const finite = checkDomain(arena, { loss: value, 'its derivative': slope, ...named }, domain, base.parameters);
    checkJumps(arena, { loss: value }, trialBoxes(arena, domain, base.parameters).slice(0, 2));
    return { ...base, kind: 'loss', options: {}, slope, parameterSlopes, facts: { finite } };
  });
}
