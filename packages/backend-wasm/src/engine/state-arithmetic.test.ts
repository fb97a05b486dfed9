import { maximumTerms, RandomKey } from '@hkmem/backend';
import { expect, test } from 'vitest';
import { ownHeap } from '../../test/own-heap.ts';
import { WasmEngine } from './wasm-engine.ts';

/** A few roundings of float32 in a sum of so many terms of size 1. */
const tolerance = 2e-6;

test('a combination takes as many different states as the contract allows', async () => {
  const { heap, launcher } = await ownHeap();
  const [neurons, batch, key] = [5, 3, RandomKey.fromSeed(11)];
  const engine = new WasmEngine(heap, launcher, { neurons, threshold: { activation: 'identity' } });
  const values = Array.from({ length: maximumTerms }, (_, k) => key.fold(k).normal(batch * neurons));
  const coefficients = key.fold('coefficients').normal(maximumTerms);
  const states = values.map((x) => {
    const state = engine.createState(batch);
    engine.writeState(state, { x });
    return state;
  });
  const out = engine.createState(batch);
  for (let count = 1; count <= maximumTerms; count++) {
    engine.combine(
      out,
      states.slice(0, count).map((state, k) => [coefficients[k]!, state] as const),
    );
    const { x } = await engine.readState(out);
    const error = x!.map((value, i) => {
      const sum = values.slice(0, count).reduce((total, term, k) => total + coefficients[k]! * term[i]!, 0);
      return Math.abs(value - sum);
    });
    expect(Math.max(...error), `${count} terms`).toBeLessThan(tolerance);
  }
  engine.dispose();
});
