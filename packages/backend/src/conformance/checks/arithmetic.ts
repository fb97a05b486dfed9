import { maximumTerms, type Term } from '../../contract/state.ts';
import type { Check } from './check.ts';

/** Linear combinations, also in place and of every number of terms that there may be, norms and error norms. */
export const checkArithmetic: Check = async (pair, comparison) => {
  const [a, b, c, out] = [pair.state('a'), pair.state('b'), pair.state('c'), pair.state()];
  const terms = Array.from({ length: maximumTerms }, (_, n) => pair.state(`term ${n}`));
  const [sum, many] = [pair.state(), pair.state()];
  pair.each((engine, k) => {
    engine.combine(out[k], [
      [1, a[k]],
      [-0.5, b[k]],
      [0.25, c[k]],
    ]);
    // Different states, as equal ones may be taken together; one sum of all numbers of terms, as reading takes long.
    engine.combine(many[k], [[0.5, terms[0]![k]]]);
    for (let count = 2; count <= maximumTerms; count++) {
      engine.combine(
        sum[k],
        terms.slice(0, count).map((term, n): Term => [0.5 - (n + count) / 16, term[k]]),
      );
      engine.combine(many[k], [
        [1, many[k]],
        [1 - count / 16, sum[k]],
      ]);
    }
    engine.combine(a[k], [
      [2, b[k]],
      [1, a[k]],
    ]);
    engine.combine(c[k], [[-3, c[k]]]);
  });
  for (const [name, states] of Object.entries({ out, many, a, c })) {
    comparison.states(`combination ${name}`, ...(await pair.both((engine, k) => engine.readState(states[k]))));
  }
  comparison.close('norms', ...(await pair.both((engine, k) => engine.norms(out[k]))));
  const errors = await pair.both((engine, k) => {
    const error: Term[] = [
      [0.1, c[k]],
      [0.2, b[k]],
    ];
    return engine.errorNorms(a[k], b[k], error, 1e-3, 1e-2);
  });
  comparison.close('error norms', ...errors);
};
