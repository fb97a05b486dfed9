import fc from 'fast-check';
import { LawError } from '../src/errors.ts';
import { terms } from '../src/expression/builder.ts';
import { type Expression, postorder } from '../src/expression/expression.ts';
import { type LagrangianLaw, lagrangian } from '../src/law/lagrangian-law.ts';
import { type PairLaw, pairLaw } from '../src/law/pair-law.ts';
import type { GivenRoles, Per } from '../src/law/parameter.ts';
import { expressions, parameters } from './random-expression.ts';

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

/** Random laws of pairs: interactions, and couplings made symmetric by adding the law with both ends exchanged. */
export const pairLaws: fc.Arbitrary<PairLaw> = present(
  fc.oneof(
    expressions([terms.r, ...parameters], true).map((e) => attempt(() => pairLaw(e, roles(e, ['edge', 'one'])))),
    expressions([terms.r, terms.gi, terms.gj, ...parameters], true).map((e) => {
      const both = terms.mul(terms.parameter('C'), terms.add(e, exchanged(e)));
      return attempt(() => pairLaw(both, roles(both, ['edge', 'one', 'edge']), { activities: [-3, 3] }));
    }),
  ),
);

function exchanged(expression: Expression): Expression {
  const made = new Map<Expression, Expression>();
  for (const node of postorder([expression])) {
    const other = node.name === 'gi' ? terms.gj : node.name === 'gj' ? terms.gi : undefined;
    made.set(node, other ?? { ...node, args: node.args.map((arg) => made.get(arg)!) });
  }
  return made.get(expression)!;
}

/** Random Lagrangians, mostly not convex. */
export const lagrangians: fc.Arbitrary<LagrangianLaw> = present(
  expressions([terms.x, ...parameters], true).map((e) =>
    attempt(() => lagrangian(e, roles(e, ['neuron', 'layer', 'one']), { nonConvex: true, states: [-5, 5] })),
  ),
);
