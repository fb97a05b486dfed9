import { ValueError } from '@hkmem/backend';
import { expect, test } from 'vitest';
import { randomEngine } from '../../test/random-engine.ts';
import { hopfield, kuramoto, withInput } from '../index.ts';
import { RestProblem } from './rest-problem.ts';

const graph = { neurons: 3, sources: Int32Array.of(0, 1), targets: Int32Array.of(1, 2) };

test('what rounding may do to an energy follows from the numbers of the engine', async () => {
  const engine = await randomEngine(hopfield(8, { activation: 'tanh' }), 1);
  // Sums of 2 N numbers.
  expect((await RestProblem.of(engine)).allowance).toBeCloseTo(8 * 4 * 2 ** -53, 20);
  const single = new Proxy(engine, {
    get: (of, name) => (name === 'precision' ? 'float32' : (Reflect.get(of, name) as unknown)),
  });
  expect((await RestProblem.of(single)).allowance).toBeCloseTo(8 * 4 * 2 ** -24, 12);
});

test('an input is of systems with threshold units, a number for each and every sample', async () => {
  const turning = await randomEngine(kuramoto(3, { dimension: 2, graph }), 1);
  expect(() => withInput(turning, new Float64Array(3), 1)).toThrow(ValueError);
  expect(() => withInput(turning, new Float64Array(3), 1)).toThrow(/none for a system without threshold units/);
  const engine = await randomEngine(hopfield(3, { activation: 'tanh' }), 1);
  expect(() => withInput(engine, new Float64Array(3), 2)).toThrow(/input: got 3 entries, expected \[2, 3\]/);
});
