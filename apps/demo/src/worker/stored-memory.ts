import type { ParameterValues, SystemSpec } from '@hkmem/backend';
import { hopfield } from '@hkmem/dynamics';
import { KernelMemory, type Match, matchSamples, ruleHolds, store } from '@hkmem/storage';
import type { StoreRule } from './store-protocol.ts';

/** Sweeps of the perceptron, so that an answer comes within seconds: a large margin, not quite the largest. */
const perceptron = { sweeps: 25, tolerance: 0.05 } as const;
/** beta of the dense memory: a picture that agrees in 50 pixels of 784 more than another weighs e^10 times as much. */
const inverseTemperature = 0.1;

/** Patterns in a memory, by whichever rule. */
export interface StoredMemory {
  readonly spec: SystemSpec;
  readonly parameterValues: ParameterValues;
  /** Random patterns that it holds. */
  readonly holds: number;
  /** States x of all units, from a cue of +1 and -1. */
  start(cue: Float32Array): Float32Array;
  /** Activities of the pixels, from -1 to 1, at a state. */
  shown(states: Float32Array): Float32Array;
  match(states: Float32Array): Match;
  /** Share of each pattern that is lost at once. */
  lost(): readonly number[];
}

/** Stores patterns of +1 and -1, however many the rule takes. @throws what `store` and `KernelMemory` throw. */
export function storedMemory(patterns: readonly Float32Array[], rule: StoreRule): StoredMemory {
  if (rule === 'dense') return denseMemory(patterns);
  const options = rule === 'perceptron' ? { rule, perceptron } : { rule };
  const memory = store(patterns, { ...options, overload: true });
  return {
    spec: memory.spec,
    parameterValues: memory.parameterValues,
    holds: ruleHolds(rule, memory.spec.neurons),
    start: (cue) => cue,
    shown: (states) => states.map(Math.tanh),
    match: (states) => memory.match(states)[0]!,
    lost: () => memory.lost(),
  };
}

/**
 * The modern Hopfield memory (arXiv 2008.02217) with its hidden units (arXiv 2008.06996): one a picture, with the picture
 * as its weights, and softmax(beta x) among them.
 */
function denseMemory(patterns: readonly Float32Array[]): StoredMemory {
  const kernel = new KernelMemory(patterns, { energy: 'log-sum-exp', inverseTemperature });
  const [N, count] = [patterns[0]!.length, patterns.length];
  const weights = new Float32Array(N * count);
  patterns.forEach((pattern, k) => {
    weights.set(pattern, k * N);
  });
  return {
    spec: hopfield(N + count, {
      activation: 'identity',
      layers: [N, { size: count, activation: 'softmax', beta: inverseTemperature }],
    }),
    parameterValues: { 'hopfield.layers.0': weights, 'hopfield.bias': new Float32Array(N + count) },
    // Proven of the exponential memory: Demircigil et al. 2017.
    holds: Math.exp((N * Math.LN2) / 2),
    start(cue) {
      const states = new Float32Array(N + count);
      states.set(cue);
      patterns.forEach((pattern, k) => {
        states[N + k] = pattern.reduce((sum, sign, i) => sum + sign * cue[i]!, 0);
      });
      return states;
    },
    shown: (states) => states.subarray(0, N).map((x) => Math.max(-1, Math.min(1, x))),
    match: (states) => matchSamples(kernel.patterns, states.subarray(0, N), { binary: true, opposites: false })[0]!,
    lost: () =>
      kernel.patterns.map((pattern) => {
        const kept = kernel.update(pattern);
        return kept.reduce((wrong, value, i) => wrong + Number(Math.sign(value) !== pattern[i]), 0) / N;
      }),
  };
}
