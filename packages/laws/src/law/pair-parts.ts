import type { Arena } from '../expression/arena.ts';
import { derivative } from '../expression/derivative.ts';
import { isNumber, type Node, postorder } from '../expression/expression.ts';
import type { Interval } from '../expression/interval.ts';
import type { Evidence } from './evidence.ts';
import { type Formula, type LawBase, LawCache } from './law.ts';

/** Options of a law of pairs. */
export interface PairOptions {
  /** Where activities go; -200 to 200 if absent. */
  readonly activities?: Interval;
}

/** What a law of pairs states about itself. */
export interface PairFacts {
  /** Whether it reads activities: then it binds both kinds of unit. */
  readonly coupled: boolean;
  /** Whether psi is linear in gi and in gj: then the weights that threshold units see do not depend on g. */
  readonly multilinear: boolean;
  /** Whether psi is linear in r: then it is -r times a weight of its own, as in the paper's couplings. */
  readonly linearInOverlap: boolean;
  /** How it is known that value and derivatives are finite on the domain. */
  readonly finite: Evidence;
}

/** psi of a pair, or of several that are added up, with what fields and reverse passes read. */
export interface PairParts {
  /** psi. */
  readonly value: Node;
  /** d psi / dr, the force. */
  readonly force: Node;
  /** d psi / dgi. */
  readonly pullI: Node;
  /** d psi / dgj. */
  readonly pullJ: Node;
  /** What the reverse pass adds up. */
  readonly adjoint: PairAdjoint;
}

/** What the reverse pass of a pair reads besides r, gi and gj: cotangents of psi_r, psi_gi and psi_gj. */
export const cotangentNames = { r: 'r~', gi: 'gi~', gj: 'gj~' } as const;

/** First derivatives of S = r~ psi_r + gi~ psi_gi + gj~ psi_gj: all that a reverse pass needs. */
export interface PairAdjoint {
  /** dS/dr, and phi'' times r~ for phi(r). */
  readonly r: Node;
  /** dS/dgi. */
  readonly gi: Node;
  /** dS/dgj. */
  readonly gj: Node;
  /** dS/dtheta by parameter, in the order of the law's. */
  readonly parameters: readonly Node[];
}

/** A law of pairs: psi(r, gi, gj; theta), the energy of an edge at overlap r with the activities of its ends. */
export interface PairLaw extends LawBase, PairParts {
  /** A law of pairs. */
  readonly kind: 'pair';
  /** As given, the defaults filled in. */
  readonly options: PairOptions;
  /** What it states about itself. */
  readonly facts: PairFacts;
  readonly value: Node;
  /** -d2 psi / dgi dgj: what the pair adds to the weight between its threshold units. */
  readonly effectiveWeight: Node;
}

/** What laws of pairs read. */
export const pairVariables = ['r', 'gi', 'gj'] as const;

/** Where activities go if nothing is said. */
export const usualActivities: Interval = [-200, 200];

/** Laws of pairs that were made before. */
export const pairCache: LawCache<PairLaw> = /* @__PURE__ */ new LawCache();

/** First derivatives of psi, and what its reverse pass reads. */
export function pairParts(arena: Arena, value: Node, parameters: readonly string[]): PairParts {
  const [r, gi, gj] = pairVariables.map((name) => arena.variable(name)) as [Node, Node, Node];
  const force = derivative(arena, value, r);
  const pullI = derivative(arena, value, gi);
  const pullJ = derivative(arena, value, gj);
  const part = (name: keyof typeof cotangentNames, node: Node): Node =>
    arena.node('mul', arena.variable(cotangentNames[name]), node);
  const S = [part('gi', pullI), part('gj', pullJ)].reduce(
    (sum, each) => arena.node('add', sum, each),
    part('r', force),
  );
  const along = (symbol: Node): Node => derivative(arena, S, symbol);
  const adjoint: PairAdjoint = {
    r: along(r),
    gi: along(gi),
    gj: along(gj),
    parameters: parameters.map((name) => along(arena.parameter(name))),
  };
  return { value, force, pullI, pullJ, adjoint };
}

/** A law of pairs from its formula, with all that follows from it; what it states is taken as it is given. */
export function pairOf(base: Formula, options: Required<PairOptions>, finite: Evidence): PairLaw {
  const { arena, value, parameters } = base;
  const [r, gi, gj] = pairVariables.map((name) => arena.variable(name)) as [Node, Node, Node];
  const names = parameters.map(({ name }) => name);
  const parts = pairParts(arena, value, names);
  const facts: PairFacts = {
    coupled: postorder([value]).some((node) => node === gi || node === gj),
    multilinear: isNumber(derivative(arena, parts.pullI, gi), 0),
    linearInOverlap: isNumber(derivative(arena, parts.force, r), 0),
    finite,
  };
  const effectiveWeight = arena.node('neg', derivative(arena, parts.pullI, gj));
  return { ...base, kind: 'pair', options, facts, ...parts, effectiveWeight };
}
