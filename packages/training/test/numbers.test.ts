import { RandomKey, ValueError } from '@hkmem/backend';
import { expect, test } from 'vitest';
import { boundSingularValues, boundSpectrum, initialFactors, scoresOf, trainingSteps } from '../src/index.ts';

const matrix = new Float64Array(16).fill(1);
const flow = { solver: 'heun', steps: 2, until: 1, jitter: 0.1 } as const;

test.for<readonly [string, (value: number) => unknown]>([
  ['trainingSteps', (update) => trainingSteps(flow, RandomKey.fromSeed(1), update)],
  ['initialFactors, neurons', (neurons) => initialFactors(neurons, 2, 1)],
  ['initialFactors, rank', (rank) => initialFactors(4, rank, 1)],
  ['scoresOf', (classes) => scoresOf(Uint8Array.of(0), Uint8Array.of(0), classes)],
  ['boundSpectrum, tolerance', (tolerance) => boundSpectrum(matrix, 4, { low: 0, high: 1, tolerance })],
  ['boundSpectrum, steps', (steps) => boundSpectrum(matrix, 4, { low: 0, high: 1, steps })],
  ['boundSpectrum, passes', (passes) => boundSpectrum(matrix, 4, { low: 0, high: 1, passes })],
  ['boundSingularValues, passes', (passes) => boundSingularValues(matrix, 4, 1, { passes })],
])('%s refuses numbers that are none', ([, call]) => {
  for (const value of [Number.NaN, -1]) expect(() => call(value), String(value)).toThrow(ValueError);
});
