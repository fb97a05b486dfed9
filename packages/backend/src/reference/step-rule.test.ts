import { expect, test } from 'vitest';
import type { StepRule } from '../contract/step-clock.ts';
import { ValueError } from '../errors.ts';
import { StepSequence } from './step-rule.ts';

const rule: StepRule = {
  order: 2,
  until: 1,
  rtol: 0,
  atol: 1,
  firstStep: 0.25,
  minimumStep: 0.004,
  integral: 0.75,
  proportional: 0.5,
  safety: 0.9,
  smallestFactor: 0.2,
  largestFactor: 2,
};

test('sizes follow from this error and the last accepted one, within the factors', () => {
  const sequence = new StepSequence(rule);
  expect(sequence.h).toBe(0.25);
  // 0.9 / 0.64^0.625 and 0.9 * 0.64^0.25 / 1^0.625.
  const first = sequence.decide(0.64)!;
  expect(first).toMatchObject({ h: 0.25, ratio: 0.64, accepted: true });
  expect(first.next).toBeCloseTo(0.25 * (0.9 / 0.64 ** 0.625), 14);
  expect(sequence.t).toBe(0.25);
  const { h } = sequence;
  expect(sequence.decide(1)?.next).toBeCloseTo(h * 0.9 * 0.64 ** 0.25, 14);
  expect(sequence.t).toBe(0.25 + h);
  const third = sequence.h;
  const refused = [sequence.decide(1e6)!, sequence.decide(Number.NaN)!];
  expect(refused.map(({ accepted }) => accepted)).toEqual([false, false]);
  expect(refused[0]!.next).toBeCloseTo(third * 0.2, 14);
  expect(refused[1]!.next).toBeCloseTo(third * 0.04, 14);
  expect(sequence.t).toBe(0.25 + h);
  expect(sequence.decide(0)?.next).toBeCloseTo(third * 0.08, 14);
});

test('no size grows after a refusal', () => {
  const sequence = new StepSequence({ ...rule, safety: 8 });
  expect(sequence.decide(1.5)).toMatchObject({ accepted: false, next: 0.25 });
});

test('the last step ends at the end, and nothing is decided after it', () => {
  const sequence = new StepSequence({ ...rule, firstStep: 0.4, smallestFactor: 1, largestFactor: 1 });
  expect([sequence.decide(0)?.next, sequence.status]).toEqual([0.4, 'going-on']);
  expect(sequence.decide(0)?.next).toBeCloseTo(0.2, 14);
  expect(sequence.decide(0)).toMatchObject({ accepted: true, next: 0 });
  expect([sequence.t, sequence.status]).toEqual([1, 'reached-end']);
  expect(sequence.decide(0)).toBeUndefined();
});

test('a first step as long as all is cut, and a refused last one is not the last any more', () => {
  const sequence = new StepSequence({ ...rule, firstStep: 3 });
  expect(sequence.h).toBe(1);
  expect(sequence.decide(2)?.accepted).toBe(false);
  expect([sequence.t, sequence.status]).toEqual([0, 'going-on']);
  sequence.decide(0);
  expect(sequence.status).toBe('going-on');
});

test('a size below the least one ends it, one as small does not', () => {
  const half = { ...rule, firstStep: 0.5, smallestFactor: 0.5 };
  const least = new StepSequence({ ...half, minimumStep: 0.25 });
  least.decide(1e9);
  expect(least.status).toBe('going-on');
  const small = new StepSequence({ ...half, minimumStep: 0.26 });
  expect(small.decide(1e9)?.next).toBe(0.25);
  expect(small.status).toBe('too-small');
  expect(small.decide(0)).toBeUndefined();
});

test('an end or a first step that is not above 0 is refused', () => {
  for (const value of [Number.NaN, 0, -1]) {
    expect(() => new StepSequence({ ...rule, until: value })).toThrow(ValueError);
    expect(() => new StepSequence({ ...rule, firstStep: value })).toThrow(/firstStep/);
  }
});
