import { checkOptions } from '@hkmem/errors';
import { ConvexityError } from '../errors.ts';
import type { Arena } from '../expression/arena.ts';
import type { Expression, Node } from '../expression/expression.ts';
import { type Enclosure, type Interval, isUndefined } from '../expression/interval.ts';
import { scalarFunction } from '../program/closure.ts';
import { rangeOf } from './activity-range.ts';
import { type Box, checkDomain, checkInterval, type Domain, placeOf, search, trialBoxes, wholeBox } from './domain.ts';
import { type Draft, draft } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { checkJumps } from './jumps.ts';
import {
  type LagrangianLaw,
  type LagrangianOptions,
  lagrangianCache,
  lagrangianOf,
  usualStates,
} from './lagrangian-parts.ts';
import type { GivenRoles, LawParameter } from './parameter.ts';

const rules = { variables: ['x'], per: ['neuron', 'layer', 'one'] } as const;

/**
 * A pointwise Lagrangian from a formula in x and the roles of its parameters, per neuron, per layer or one for all.
 * @throws {ConvexityError} for one that is not convex, unless `nonConvex` allows it.
 * @throws {LawError} one of its other kinds, naming what is wrong: see the README.
 * @throws {OptionError} for an option that is none.
 */
export function lagrangian(
  formula: string | Expression,
  parameters: GivenRoles = {},
  options: LagrangianOptions = {},
): LagrangianLaw {
  checkOptions('lagrangian', options, { states: 'optional', nonConvex: 'optional' });
  const { states = usualStates, nonConvex = false } = options;
  checkInterval('states', states);
  const made = draft('lagrangian', formula, parameters, rules, { states, nonConvex });
  return lagrangianCache.get(made.key, () => checkedLagrangian(made, { states, nonConvex }));
}

function checkedLagrangian({ key: _key, ...base }: Draft, options: Required<LagrangianOptions>): LagrangianLaw {
  const { arena, value, parameters, formula } = base;
  const everywhere: Interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const law = lagrangianOf(base, options, { convex: 'proved', range: everywhere, finite: 'proved' });
  const { activity, slope, parameterSlopes } = law;
  const domain = { x: options.states };
  const named = Object.fromEntries(parameterSlopes.map((node, k) => [`dg/d${parameters[k]!.name}`, node]));
  const finite = checkDomain(arena, { L: value, "g = L'": activity, "L''": slope, ...named }, domain, parameters);
  const boxes = trialBoxes(arena, domain, parameters);
  checkJumps(arena, { L: value, "g = L'": activity }, boxes.slice(0, 2));
  const convex = convexity(arena, slope, domain, parameters, boxes);
  if (typeof convex !== 'string' && !options.nonConvex) {
    throw new ConvexityError(
      `Lagrangian '${formula}': L'' is below 0 at ${placeOf(convex)}, so energies need not fall along its flow. ` +
        'Pass nonConvex: true to allow it.',
    );
  }
  const range = rangeOf(arena, activity, boxes, typeof convex === 'string');
  return { ...law, facts: { convex: typeof convex === 'string' ? convex : false, range, finite } };
}

/** What rounding may leave of an L'' that is 0. */
const rounding = 1e-12;

function convexity(
  arena: Arena,
  slope: Node,
  domain: Domain,
  parameters: readonly LawParameter[],
  boxes: readonly Box[],
): Evidence | Box {
  const judge = (found: ReadonlyMap<Node, Enclosure>): string | undefined => {
    const enclosure = found.get(slope)!;
    return isUndefined(enclosure) || enclosure[0] < -rounding ? 'below 0' : undefined;
  };
  if (parameters.length > 0 && search(wholeBox(arena, domain, parameters), [slope], judge) === 'fine') return 'proved';
  const evaluate = scalarFunction(arena, [slope]);
  const at = (box: Box, part: number): Box =>
    new Map([...box].map(([leaf, [low, high]]) => [leaf, [low + part * (high - low), low + part * (high - low)]]));
  const value = (box: Box): number =>
    evaluate(Object.fromEntries([...box].map(([{ name }, [low]]) => [name, low])))[0]!;
  let evidence: Evidence = parameters.length === 0 ? 'proved' : 'sampled';
  for (const box of boxes) {
    const cut: Box[] = [];
    const found = search(box, [slope], judge, cut);
    if (found === 'fine') continue;
    evidence = 'sampled';
    const points = Array.from({ length: samples + 1 }, (_, k) => at(box, k / samples));
    points.push(...cut.map((piece) => at(piece, 0.5)));
    if (typeof found !== 'string') points.push(at(found.at, 0.5));
    const bad = points.find((point) => value(point) < -1e-9);
    if (bad !== undefined) return bad;
  }
  return evidence;
}

/** Points at which L'' is looked at where it is not proved to be from 0. */
const samples = 2000;
