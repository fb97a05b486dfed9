import { RandomKey, UnknownNameError } from '@hkmem/backend';
import { adaptiveSteps, flowOptions, knownSizes } from '@hkmem/dynamics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  describeFlow,
  describeTrainingFlow,
  type FlowSettings,
  trainingFlowOptions,
  trainingSteps,
} from './training-flow.ts';

const flow: FlowSettings = { solver: 'rk4', steps: 6, until: 1, jitter: 0.5 };
const key = RandomKey.fromSeed(3).fold('steps');

function sizesOf(changes: Partial<FlowSettings>, update: number): readonly number[] {
  const settings = { ...flow, ...changes };
  return knownSizes(trainingSteps(settings, key, update), settings.until)!;
}

describe('jittered steps', () => {
  test('sum to the end, keep their ratio within exp(2 jitter), and depend on key and update alone', () => {
    const settings = fc.record({
      steps: fc.integer({ min: 1, max: 50 }),
      until: fc.double({ min: 1e-3, max: 100, noNaN: true }),
      jitter: fc.double({ min: 0, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(settings, fc.nat(), (changes, update) => {
        const sizes = sizesOf(changes, update);
        expect(sizes).toHaveLength(changes.steps);
        const sum = sizes.reduce((total, size) => total + size, 0);
        // n additions and divisions round by at most half an epsilon each.
        expect(Math.abs(sum / changes.until - 1)).toBeLessThan(2 * changes.steps * Number.EPSILON);
        expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThanOrEqual(Math.exp(2 * changes.jitter) * (1 + 1e-12));
        expect(sizesOf(changes, update)).toEqual(sizes);
      }),
    );
  });

  test('differ from update to update and are equal without jitter', () => {
    expect(sizesOf({}, 0)).not.toEqual(sizesOf({}, 1));
    expect(sizesOf({ jitter: 0 }, 0)).toEqual(new Array(6).fill(1 / 6));
    expect(sizesOf({ jitter: 0 }, 5)).toEqual(sizesOf({ jitter: 0 }, 0));
  });

  test('spread as exp of a uniform number: the mean log ratio of two steps has the deviation that follows', () => {
    const logs = Array.from({ length: 400 }, (_, update) => sizesOf({ steps: 2, jitter: 1.5 }, update)).map(([a, b]) =>
      Math.log(a! / b!),
    );
    // The difference of two uniforms on (-1.5, 1.5) has variance 1.5; with 400 draws 0.25 is more than 4 deviations.
    const variance = logs.reduce((sum, value) => sum + value ** 2, 0) / logs.length;
    expect(Math.abs(variance - 1.5)).toBeLessThan(0.25 * 1.5);
  });
});

test('a flow says in words how it is integrated', () => {
  expect(describeTrainingFlow(flow)).toBe('rk4, 6 steps of sizes proportional to exp(U(-0.5, 0.5)), T = 1');
  expect(describeTrainingFlow({ ...flow, jitter: 0, renormalise: true })).toBe(
    'rk4, 6 equal steps, T = 1, s renormalised after each step',
  );
  expect(describeFlow(flowOptions())).toBe('tsit5, adaptive (rtol 0.001, atol 0.000001), T = 1');
  expect(describeFlow(flowOptions({ control: adaptiveSteps({ rtol: 1e-7 }) }))).toMatch(/rtol 1e-7/);
  const listed = { ...trainingFlowOptions(flow), control: trainingSteps(flow, key, 0) };
  expect(describeFlow(listed)).toBe('rk4, 6 listed steps, T = 1');
});

test('settings out of range are named', () => {
  expect(() => trainingFlowOptions({ ...flow, jitter: -0.1 })).toThrow(/jitter: got -0.1/);
  expect(() => trainingFlowOptions({ ...flow, jitter: 4 })).toThrow(/jitter: got 4/);
  expect(() => trainingFlowOptions({ ...flow, steps: 0 })).toThrow(/steps: got 0/);
  expect(() => trainingFlowOptions({ ...flow, until: 0 })).toThrow(/end time: got 0/);
  expect(() => trainingFlowOptions({ ...flow, solver: 'rk5' as 'rk4' })).toThrow(UnknownNameError);
});
