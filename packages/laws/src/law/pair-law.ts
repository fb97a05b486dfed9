import { LawDomainError } from '../errors.ts';
import type { Arena } from '../expression/arena.ts';
import { derivative } from '../expression/derivative.ts';
import { type Expression, isNumber, type Node, postorder } from '../expression/expression.ts';
import type { Interval } from '../expression/interval.ts';
import { checkDomain, type Evidence, trialBoxes } from './domain.ts';
import { checkJumps } from './jumps.ts';
import { type Draft, draft, type LawBase, LawCache } from './law.ts';
import type { GivenRoles } from './parameter.ts';

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

const cache = new LawCache<PairLaw>();
const rules = { variables: ['r', 'gi', 'gj'], per: ['edge', 'weight', 'one'] } as const;

/**
 * A law of pairs from a formula in r, gi and gj and the roles of its parameters, per edge, per weight or one for all: interactions
 * phi(r), couplings -w r gi gj, and others.
 * @throws {LawError} one of its kinds, naming what is wrong: see the README.
 */
export function pairLaw(formula: string | Expression, parameters: GivenRoles = {}, options: PairOptions = {}): PairLaw {
  const { activities = [-200, 200] } = options;
  checkInterval('activities', activities);
  const made = draft('pair', formula, parameters, rules, { activities });
  return cache.get(made.key, () => checkedPairLaw(made, { activities }));
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
  const [r, gi, gj] = rules.variables.map((name) => arena.variable(name)) as [Node, Node, Node];
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
  const { force, pullI, pullJ, adjoint } = pairParts(
    arena,
    value,
    parameters.map(({ name }) => name),
  );
  const second = (root: Node, symbol: Node): Node => derivative(arena, root, symbol);
  const parameterSlopes = parameters.flatMap(({ name }) =>
    [force, pullI, pullJ].map((part) => second(part, arena.parameter(name))),
  );
  const coupled = postorder([value]).some((node) => node === gi || node === gj);
  const domain = { r: [-1, 1], ...(coupled ? { gi: options.activities, gj: options.activities } : {}) } as const;
  const firsts = { [coupled ? 'psi' : 'phi']: value, 'its derivative in r': force };
  const slopes = coupled ? { 'its derivative in gi': pullI } : {};
  const seconds = [second(force, r), second(force, gi), second(pullI, gi), second(pullI, gj), ...parameterSlopes];
  const named = Object.fromEntries(seconds.map((node, k) => [`second derivative ${k + 1}`, node]));
  const finite = checkDomain(arena, { ...firsts, ...slopes, ...named }, domain, parameters);
  checkJumps(arena, { ...firsts, ...slopes }, trialBoxes(arena, domain, parameters).slice(0, 2));
  const facts: PairFacts = {
    coupled,
    multilinear: isNumber(second(pullI, gi), 0),
    linearInOverlap: isNumber(second(force, r), 0),
    finite,
  };
  const effectiveWeight = arena.node('neg', second(pullI, gj));
  return { ...base, kind: 'pair', options, facts, force, pullI, pullJ, adjoint, effectiveWeight };
}

/** First derivatives of psi, and what its reverse pass reads. */
export function pairParts(arena: Arena, value: Node, parameters: readonly string[]): PairParts {
  const [r, gi, gj] = rules.variables.map((name) => arena.variable(name)) as [Node, Node, Node];
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

/** @throws {LawDomainError} unless both ends are finite, with 0 between or at them. */
export function checkInterval(what: string, [low, high]: Interval): void {
  if (Number.isFinite(low) && Number.isFinite(high) && low <= 0 && high >= 0 && low < high) return;
  const way = 'Unused lanes of a batch hold 0, so 0 belongs to every domain.';
  throw new LawDomainError(`${what}: got [${low}, ${high}], allowed are finite numbers with 0 within. ${way}`);
}
