import { ValueError } from '@hkmem/backend';
import { type OptionCall, testOptions } from '@hkmem/vitest-preset/options';
import { expect, test } from 'vitest';
import {
  exponentialSeparation,
  phaseLockedStates,
  polynomialHolds,
  polynomialSeparation,
  ruleHolds,
  settle,
  store,
  storeDense,
  storePhases,
} from '../src/index.ts';

const patterns = [
  [1, -1, 1, -1],
  [1, 1, -1, -1],
].map((entries) => Float32Array.from(entries));

const calls: readonly OptionCall[] = [
  ['settle', { sweeps: 3 }, [], (options) => settle(new Float64Array(16), patterns[0]!, options)],
  ['storeDense', { degree: 3, gain: 2 }, [], (options) => storeDense(patterns, options)],
  ['storePhases', { strength: 1 }, [], (options) => storePhases(patterns, options)],
  ['store', { rule: 'hebb', gain: 2 }, ['rule'], (options) => store(patterns, options)],
];
testOptions(calls);

const none = [Number.NaN, 0, -1, Number.POSITIVE_INFINITY];
test.for<readonly [string, (value: number) => unknown]>([
  ['ruleHolds', (value) => ruleHolds('hebb', value)],
  ['polynomialHolds, degree', (value) => polynomialHolds(value, 10)],
  ['polynomialHolds, neurons', (value) => polynomialHolds(3, value)],
  ['polynomialSeparation', polynomialSeparation],
  ['exponentialSeparation', (value) => exponentialSeparation(value)],
  ['exponentialSeparation, beta', (value) => exponentialSeparation(10, value)],
  ['phaseLockedStates', phaseLockedStates],
  ['perceptron, tolerance', (tolerance) => store(patterns, { rule: 'perceptron', perceptron: { tolerance } })],
  ['perceptron, sweeps', (sweeps) => store(patterns, { rule: 'perceptron', perceptron: { sweeps } })],
])('%s refuses numbers that are none', ([, call]) => {
  for (const value of none) expect(() => call(value), String(value)).toThrow(ValueError);
});
