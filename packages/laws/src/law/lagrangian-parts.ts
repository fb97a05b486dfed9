import { derivative } from '../expression/derivative.ts';
import type { Node } from '../expression/expression.ts';
import type { Interval } from '../expression/interval.ts';
import type { Evidence } from './evidence.ts';
import { type Formula, type LawBase, LawCache } from './law.ts';

/** Options of a Lagrangian. */
export interface LagrangianOptions {
  /** Where states go; -200 to 200 if absent. */
  readonly states?: Interval;
  /** Allows one that is not convex, whose flow has no Lyapunov function; false if absent. */
  readonly nonConvex?: boolean;
}

/** What a Lagrangian states about itself. */
export interface LagrangianFacts {
  /** How it is known that L'' is nowhere below 0, or false: then energies need not fall. */
  readonly convex: Evidence | false;
  /** Least and largest g over all x, infinite where g has no bound; of the trial values of parameters. */
  readonly range: Interval;
  /** How it is known that L and its derivatives are finite on the domain. */
  readonly finite: Evidence;
}

/** A Lagrangian of one threshold unit: L(x; theta), its activity g = L' and slope L''. */
export interface LagrangianLaw extends LawBase {
  /** A Lagrangian. */
  readonly kind: 'lagrangian';
  /** As given, the defaults filled in. */
  readonly options: LagrangianOptions;
  /** What it states about itself. */
  readonly facts: LagrangianFacts;
  /** g = dL/dx. */
  readonly activity: Node;
  /** d2L/dx2. */
  readonly slope: Node;
  /** dg/dtheta by parameter, in the order of the law's. */
  readonly parameterSlopes: readonly Node[];
}

/** Where states go if nothing is said. */
export const usualStates: Interval = [-200, 200];

/** Lagrangians that were made before. */
export const lagrangianCache: LawCache<LagrangianLaw> = /* @__PURE__ */ new LawCache();

/** A Lagrangian from its formula, with all that follows from it; what it states is taken as it is given. */
export function lagrangianOf(
  base: Formula,
  options: Required<LagrangianOptions>,
  facts: LagrangianFacts,
): LagrangianLaw {
  const { arena, value, parameters } = base;
  const x = arena.variable('x');
  const activity = derivative(arena, value, x);
  const slope = derivative(arena, activity, x);
  const parameterSlopes = parameters.map(({ name }) => derivative(arena, activity, arena.parameter(name)));
  return { ...base, kind: 'lagrangian', options, facts, activity, slope, parameterSlopes };
}
