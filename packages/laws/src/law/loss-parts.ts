import { derivative } from '../expression/derivative.ts';
import type { Node } from '../expression/expression.ts';
import type { Evidence } from './evidence.ts';
import { type Formula, type LawBase, LawCache } from './law.ts';

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

/** Losses that were made before. */
export const lossCache: LawCache<LossLaw> = /* @__PURE__ */ new LawCache();

/** A loss from its formula, with all that follows from it; what it states is taken as it is given. */
export function lossOf(base: Formula, finite: Evidence): LossLaw {
  const { arena, value, parameters } = base;
  const slope = derivative(arena, value, arena.variable('out'));
  const parameterSlopes = parameters.map(({ name }) => derivative(arena, value, arena.parameter(name)));
  return { ...base, kind: 'loss', options: {}, slope, parameterSlopes, facts: { finite } };
}
