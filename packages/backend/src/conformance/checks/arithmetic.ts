import { maximumTerms, type Term } from '../../contract/state.ts';
import type { Check } from './check.ts';

/** Linear combinations, also in place and of as many terms as there may be, norms and error norms. */
export const checkArithmetic: Check = async (pair, comparison) => {
  const [a, b, c, out, many] = [pair.state('a'), pair.state('b'), pair.state('c'), pair.state(), pair.state()];
  pair.each((engine, k) => {
    const all = [a[k], b[k], c[k]];
    engine.combine(out[k], [
      [1, a[k]],
      [-0.5, b[k]],
      [0.25, c[k]],
    ]);
    engine.combine(
      many[k],
      Array.from({ length: maximumTerms }, (_, n): Term => [0.5 - n / 8, all[n % 3]!]),
    );
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
    const terms: Term[] = [
      [0.1, c[k]],
      [0.2, b[k]],
    ];
    return engine.errorNorms(a[k], b[k], terms, 1e-3, 1e-2);
  });
  comparison.close('error norms', ...errors);
};
