import fc from 'fast-check';
import { terms } from '../expression/builder.ts';
import type { Expression } from '../expression/expression.ts';

/** Runs of a property test; a fixed seed, so that a failure repeats. */
export const runs = { numRuns: 200, seed: 20261127 } as const;

const smooth = ['neg', 'tanh', 'sigmoid', 'softplus', 'logcosh', 'sin', 'cos', 'gelu', 'erf'] as const;
const kinked = ['relu', 'abs'] as const;

/** Numbers that float32 holds, small enough for sums of some terms to stay so. */
const numbers = fc
  .integer({ min: -8, max: 8 })
  .map((k): Expression => ({ operation: 'number', args: [], value: k / 4 }));

/**
 * Expressions that are finite for all leaves of moderate size; with `kinks` those that have no derivative everywhere, and
 * powers of every kind.
 */
export function expressions(leaves: readonly Expression[], kinks: boolean): fc.Arbitrary<Expression> {
  const { tree } = fc.letrec<{ tree: Expression }>((tie) => {
    const inner = tie('tree');
    const square = (u: Expression): Expression => terms.add(1, terms.pow(u, 2));
    return {
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom(...leaves),
        numbers,
        fc.tuple(fc.constantFrom(...smooth, ...(kinks ? kinked : [])), inner).map(([name, u]) => terms[name](u)),
        fc.tuple(fc.constantFrom('add', 'sub', 'mul'), inner, inner).map(([name, u, v]) => terms[name](u, v)),
        fc.tuple(inner, fc.integer({ min: 2, max: 3 })).map(([u, n]) => terms.pow(terms.tanh(u), n)),
        fc.tuple(inner, inner).map(([u, v]) => terms.div(u, square(v))),
        inner.map((u) => terms.sqrt(square(u))),
        inner.map((u) => terms.log(square(u))),
        inner.map((u) => terms.exp(terms.neg(terms.logcosh(u)))),
        ...(kinks
          ? [
              fc.tuple(fc.constantFrom('min', 'max'), inner, inner).map(([name, u, v]) => terms[name](u, v)),
              fc
                .tuple(fc.constantFrom('whereLess', 'whereAtMost'), inner, inner, inner, inner)
                .map(([name, a, b, p, q]) => terms[name](a, b, p, q)),
              inner.map((u) => terms.pow(square(u), 1.5)),
              inner.map((u) => terms.pow(square(u), -0.7)),
            ]
          : []),
      ),
    };
  });
  return tree;
}

/** The parameters of random expressions: A, B and beta. */
export const randomParameters: readonly Expression[] = ['A', 'B', 'beta'].map((name) => terms.parameter(name));

/** Values of leaves, by name. */
export function values(names: readonly string[], limit: number): fc.Arbitrary<Record<string, number>> {
  return fc.record(
    Object.fromEntries(names.map((name) => [name, fc.double({ min: -limit, max: limit, noNaN: true })])),
  ) as fc.Arbitrary<Record<string, number>>;
}
