import { ValueError } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { adaptiveSteps, fixedSteps, knownSizes, listedSteps } from './step-control.ts';

describe('fixed steps', () => {
  test('are a whole number from 1', () => {
    expect(fixedSteps(1)).toEqual({ kind: 'fixed', steps: 1 });
    for (const steps of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => fixedSteps(steps)).toThrow(new ValueError('steps', steps, 'a whole number from 1'));
    }
  });

  test('share the time evenly', () => {
    expect(knownSizes(fixedSteps(4), 3)).toEqual([0.75, 0.75, 0.75, 0.75]);
  });
});

describe('listed steps', () => {
  test('are one or more numbers above 0', () => {
    expect(listedSteps([0.1, 2])).toEqual({ kind: 'listed', sizes: [0.1, 2] });
    const refused = (sizes: readonly number[], got: unknown): void => {
      expect(() => listedSteps(sizes)).toThrow(new ValueError('step sizes', got, 'one or more numbers above 0'));
    };
    refused([], 'none');
    for (const size of [0, -0.1, Number.NaN, Number.POSITIVE_INFINITY]) refused([0.5, size], size);
  });

  test('sum to the end, but for rounding', () => {
    expect(knownSizes(listedSteps([0.5, 1.5]), 2)).toEqual([0.5, 1.5]);
    expect(knownSizes(listedSteps([0.5, 1.5 + 1e-10]), 2)).toHaveLength(2);
    for (const last of [1.5 + 1e-7, 1.5 - 1e-7]) {
      expect(() => knownSizes(listedSteps([0.5, last]), 2)).toThrow('2, the end time');
    }
  });
});

describe('adaptive steps', () => {
  test('follow the protocol where nothing is said, and have no sizes beforehand', () => {
    expect(adaptiveSteps()).toEqual({
      kind: 'adaptive',
      rtol: 1e-3,
      atol: 1e-6,
      firstStep: 0.01,
      maximumSteps: 5000,
      minimumStep: 1e-8,
      integral: 1,
      proportional: 0,
      safety: 0.9,
      smallestFactor: 0.2,
      largestFactor: 10,
    });
    expect(knownSizes(adaptiveSteps(), 1)).toBeUndefined();
  });

  test('are finite numbers above 0; three of them may be 0', () => {
    const names = Object.keys(adaptiveSteps()).filter((name) => name !== 'kind');
    const mayBeZero = ['rtol', 'minimumStep', 'proportional'];
    for (const name of names) {
      const zero = mayBeZero.includes(name);
      for (const value of [-1e-9, Number.NaN, Number.POSITIVE_INFINITY]) {
        const error = new ValueError(name, value, zero ? 'a number from 0' : 'a number above 0');
        expect(() => adaptiveSteps({ [name]: value })).toThrow(error);
      }
      if (zero) expect(adaptiveSteps({ [name]: 0 })).toMatchObject({ [name]: 0 });
      else expect(() => adaptiveSteps({ [name]: 0 })).toThrow(new ValueError(name, 0, 'a number above 0'));
      expect(adaptiveSteps({ [name]: 0.25 })).toMatchObject({ [name]: 0.25 });
    }
  });
});
