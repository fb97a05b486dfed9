import { cpuBackend, RandomKey } from '@hkmem/backend';
import { complete } from '@hkmem/coupling';
import { type OptionCall, testOptions } from '@hkmem/vitest-preset/options';
import { expect, test } from 'vitest';
import {
  adaptiveSteps,
  fixedSteps,
  flowOptions,
  hopfield,
  hopfieldKuramoto,
  initialParameters,
  integrate,
  integrateTensors,
  kuramoto,
  omegaOfAngularVelocity,
  recall,
  rk4,
} from '../src/index.ts';

const backend = await cpuBackend.create({});
const engine = backend.createEngine(hopfield(1, { activation: 'tanh' }));
const start = { x: Float64Array.of(1) };
const key = RandomKey.fromSeed(1);
const graph = complete(3);
const turning = kuramoto(2, { dimension: 2, graph: complete(2), omega: 'local' });
const threshold = { activation: 'tanh' } as const;
const oscillators = {
  dimension: 2,
  graph,
  interaction: 'tanh',
  omega: 'none',
  hidden: [3],
  learnedStart: true,
} as const;
const flow = { solver: rk4, control: fixedSteps(2), until: 1, renormalise: false };
const adaptive = {
  rtol: 1e-3,
  atol: 1e-6,
  firstStep: 0.1,
  maximumSteps: 9,
  minimumStep: 0,
  integral: 1,
  proportional: 0,
  safety: 0.9,
  smallestFactor: 0.2,
  largestFactor: 5,
};
const scales = { hopfield: 1, interaction: 1, omega: 1, coupling: 1, alpha: 1, startNoise: 1 };

const calls: readonly OptionCall[] = [
  ['hopfield', { activation: 'tanh', layers: [2, 1] }, ['activation'], (options) => hopfield(3, options ?? null)],
  ['kuramoto', oscillators, ['dimension', 'graph'], (options) => kuramoto(3, options)],
  [
    'hopfieldKuramoto, threshold units',
    threshold,
    ['activation'],
    (options) => hopfieldKuramoto(3, options, oscillators, { kind: 'additive' }),
  ],
  [
    'hopfieldKuramoto, oscillators',
    oscillators,
    ['dimension', 'graph'],
    (options) => hopfieldKuramoto(3, threshold, options, { kind: 'additive' }),
  ],
  [
    'hopfieldKuramoto, coupling',
    { kind: 'additive', graph, kappaH: 1, kappaK: 1 },
    ['kind'],
    (options) => hopfieldKuramoto(3, threshold, oscillators, options),
  ],
  ['initialParameters', scales, [], (options) => initialParameters(turning, key, options)],
  ['adaptiveSteps', adaptive, [], adaptiveSteps],
  ['flowOptions', flow, [], flowOptions],
  [
    'integrate',
    { ...flow, saveAt: 'steps', throwOnFailure: false },
    [],
    (options) => integrate(engine, start, options),
  ],
  [
    'recall',
    { ...flow, steadyBelow: false, keepStates: true, onStep: () => {} },
    [],
    (options) => recall(engine, start, options),
  ],
  ['omegaOfAngularVelocity', { mean: 'remove' }, [], (options) => omegaOfAngularVelocity(turning, [1, 0], options)],
];

test('integrateTensors looks at its options first', () => {
  expect(() => integrateTensors(engine, {}, {}, { solvr: rk4 } as never)).toThrow(/'solvr'.*Did you mean 'solver'\?/);
});

testOptions(calls);
