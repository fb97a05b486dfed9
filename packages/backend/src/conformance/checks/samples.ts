import { maximumTerms, type SamplePlace, type Term } from '../../contract/state.ts';
import type { Check } from './check.ts';

/**
 * Steps of a size for each sample, of every number of terms that there may be, and copies of samples to other places of
 * the same batch and of a larger one.
 * That an engine has both, or neither, must be as expected.
 */
export const checkSamples: Check = async (pair, comparison, expectations) => {
  const { tested, reference } = pair;
  comparison.same('combineSamples is there', tested.combineSamples !== undefined, expectations.samples);
  comparison.same('copySamples is there', tested.copySamples !== undefined, expectations.samples);
  if (!expectations.samples) return;
  const { batch } = pair.case;
  const base = pair.state('base');
  const terms = Array.from({ length: maximumTerms - 1 }, (_, n) => pair.state(`term ${n}`));
  const [out, many] = [pair.state(), pair.state('many')];
  const larger = [tested.createState(batch + 3), reference.createState(batch + 3)] as const;
  const sizes = Array.from({ length: batch }, (_, b) => (b % 3) / 2 - 0.25);
  // The samples in reverse, the first one left as it is.
  const reversed = Array.from({ length: batch - 1 }, (_, b): SamplePlace => [b + 1, batch - 1 - b]);
  const moved = Array.from({ length: batch }, (_, b): SamplePlace => [b + 2, (5 * b + 1) % batch]);
  pair.each((engine, k) => {
    for (let count = 1; count < maximumTerms; count++) {
      const sum = terms.slice(0, count).map((term, n): Term => [0.5 - (n + count) / 16, term[k]]);
      engine.combineSamples!(out[k], base[k], sizes, sum);
      engine.combine(many[k], [
        [1, many[k]],
        [1 - count / 16, out[k]],
      ]);
    }
    engine.copySamples!(many[k], out[k], reversed);
    engine.copySamples!(larger[k], many[k], moved);
    engine.copySamples!(larger[k], out[k], []);
  });
  for (const [name, states] of Object.entries({ out, many, larger })) {
    comparison.states(`samples of ${name}`, ...(await pair.both((engine, k) => engine.readState(states[k]))));
  }
  for (const state of larger) state.dispose();
};
