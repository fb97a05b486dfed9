import { selectBackend, ValueError } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { effectiveWeights, orderParameter } from '@hkmem/coupling';
import { recall } from '@hkmem/dynamics';
import { expect, test } from 'vitest';
import { largestDifference, randomPatterns, turned } from '../../test/random-patterns.ts';
import { PatternError } from '../errors.ts';
import { store } from '../threshold/store.ts';
import { storeInContexts } from './contexts.ts';

const N = 60;
const all = randomPatterns(8, N, 1);
const sets = [all.slice(0, 4), all.slice(4)] as const;

test.each(['hebb', 'projection'] as const)('in its context each set has the weights that it has alone: %s', (rule) => {
  const memory = storeInContexts(sets[0], sets[1], { rule });
  for (const context of [0, 1] as const) {
    const alone = store(sets[context], { rule, selfCoupling: false }).parameterValues['hopfield.weights']!;
    const there = effectiveWeights(memory.spec, memory.parameterValues, memory.contexts[context]);
    expect(largestDifference(there, alone)).toBeLessThan(1e-12);
  }
  expect(orderParameter(memory.contexts[1], N, 8)[0]).toBeLessThan(1e-12);
});

test.each(['cpu', 'wasm'])('the context picks which set answers, and stays, on %s', async (name) => {
  const { backend } = await selectBackend(name);
  const memory = storeInContexts(sets[0], sets[1]);
  const engine = memory.engine(backend);
  for (const context of [0, 1] as const) {
    const cues = Float64Array.from(sets[context].flatMap((pattern, k) => turned(pattern, 6, k)));
    const { state } = await recall(engine, memory.start(cues, context), { until: 40 });
    expect(memory.match(state.x!, context).map(({ index, wrong }) => [index, wrong])).toEqual(
      sets[context].map((_, k) => [k, 0]),
    );
    const order = orderParameter(state.s!, N, 8);
    for (const each of order) context === 0 ? expect(each).toBeGreaterThan(0.98) : expect(each).toBeLessThan(0.1);
  }
  engine.dispose();
  await backend.dispose();
});

test('the same cue is answered by either set, as the context says', async () => {
  // The first half of the units is the same in a pattern of either set, the second is what each set makes of it.
  const shared = sets[0].map((pattern, k) => [...pattern.slice(0, N / 2), ...sets[1][k]!.slice(N / 2)]);
  const memory = storeInContexts(sets[0], shared, { rule: 'projection' });
  const { backend } = await selectBackend('cpu');
  const engine = memory.engine(backend);
  const cues = Float64Array.from(sets[0].flatMap((pattern) => pattern.map((sign, i) => (i < N / 2 ? sign : 0))));
  for (const context of [0, 1] as const) {
    const { state } = await recall(engine, memory.start(cues, context), { until: 40 });
    expect(memory.match(state.x!, context).map(({ index, wrong }) => [index, wrong])).toEqual(
      sets[0].map((_, k) => [k, 0]),
    );
  }
  engine.dispose();
});

test.each([
  [() => storeInContexts(sets[0], [[1, -1, 1]]), PatternError, /second set: got patterns of 3/],
  [() => storeInContexts([[0.5, 1, 2]], [[1, -1, 1]]), PatternError, /real numbers/],
  [() => storeInContexts(sets[0], sets[1], { dimension: 2 }), ValueError, /dimension: got 2/],
  [() => storeInContexts(sets[0], sets[1], { stiffness: 0 }), ValueError, /stiffness: got 0/],
])('bad sets are refused (%#)', (call, kind, text) => {
  expect(call).toThrow(kind);
  expect(call).toThrow(text);
});
