import fc from 'fast-check';
import { LawError } from '../errors.ts';
import { terms } from '../expression/builder.ts';
import { type Expression, postorder } from '../expression/expression.ts';
import { lagrangian } from '../law/lagrangian-law.ts';
import type { LagrangianLaw } from '../law/lagrangian-parts.ts';
import { pairLaw } from '../law/pair-law.ts';
import type { PairLaw } from '../law/pair-parts.ts';
import type { GivenRoles, Per } from '../law/parameter.ts';
import { expressions, randomParameters } from './random-expression.ts';

/** Makes a law, or nothing if what chance made is none: a parameter that cancels, a jump, numbers beyond float32. */
function attempt<Law>(make: () => Law): Law | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof LawError) return undefined;
    throw error;
  }
}

function roles(expression: Expression, per: readonly Per[]): GivenRoles {
  const names = postorder([expression]).flatMap(({ operation, name }) => (operation === 'parameter' ? [name!] : []));
  return Object.fromEntries(
    [...new Set(names)].map((name, k) => [name, { per: per[k % per.length]!, start: 0.5 + k / 4 }]),
  );
}

function present<Law>(laws: fc.Arbitrary<Law | undefined>): fc.Arbitrary<Law> {
  return laws.filter((law) => law !== undefined) as fc.Arbitrary<Law>;
}

/** Random laws phi(r); without `kinks` those whose derivatives are smooth. */
export function interactions(kinks: boolean): fc.Arbitrary<PairLaw> {
  return present(
    expressions([terms.r, ...randomParameters], kinks).map((e) => attempt(() => pairLaw(e, roles(e, ['edge', 'one'])))),
  );
}

/** Random couplings, made symmetric by adding the law with both ends exchanged. */
export function couplings(kinks: boolean): fc.Arbitrary<PairLaw> {
  return present(
    expressions([terms.r, terms.gi, terms.gj, ...randomParameters], kinks).map((e) => {
      const both = terms.mul(terms.parameter('C'), terms.add(e, exchanged(e)));
      return attempt(() => pairLaw(both, roles(both, ['edge', 'one', 'edge']), { activities: [-3, 3] }));
    }),
  );
}

/** Random couplings C e(r, gi) e(r, gj), whose ends act on each other. */
export function productCouplings(kinks: boolean): fc.Arbitrary<PairLaw> {
  const reads = (e: Expression, symbol: string): boolean => postorder([e]).some(({ name }) => name === symbol);
  return present(
    expressions([terms.r, terms.gi, terms.gi, terms.parameter('B')], kinks)
      .filter((e) => reads(e, 'gi') && reads(e, 'r'))
      .map((e) => {
        const product = terms.mul(terms.parameter('C'), terms.mul(e, exchanged(e)));
        return attempt(() => pairLaw(product, roles(product, ['edge', 'one']), { activities: [-3, 3] }));
      }),
  );
}

/** Random laws of pairs of both kinds, with kinks. */
export const pairLaws: fc.Arbitrary<PairLaw> = fc.oneof(interactions(true), couplings(true));

function exchanged(expression: Expression): Expression {
  const made = new Map<Expression, Expression>();
  for (const node of postorder([expression])) {
    const other = node.name === 'gi' ? terms.gj : node.name === 'gj' ? terms.gi : undefined;
    made.set(node, other ?? { ...node, args: node.args.map((arg) => made.get(arg)!) });
  }
  return made.get(expression)!;
}

/** Random Lagrangians, mostly not convex. */
export function lagrangiansOf(kinks: boolean): fc.Arbitrary<LagrangianLaw> {
  return present(
    expressions([terms.x, ...randomParameters], kinks).map((e) =>
      attempt(() => lagrangian(e, roles(e, ['neuron', 'layer', 'one']), { nonConvex: true, states: [-5, 5] })),
    ),
  );
}

/** The same with kinks. */
export const lagrangians: fc.Arbitrary<LagrangianLaw> = lagrangiansOf(true);
