import { expect } from 'vitest';
import type { StepDecision, StepRule } from '../contract/step-clock.ts';
import { triesPerRead } from '../contract/step-clock.ts';
import { StepSequence } from '../reference/step-rule.ts';
import { largestOf } from '../values/extremes.ts';
import type { EnginePair } from './pair.ts';

/** Proportional and integral control, a first try that is refused, and an end that takes a dozen tries or two. */
const rule: StepRule = {
  order: 3,
  until: 0.6,
  rtol: 1e-2,
  atol: 1e-2,
  firstStep: 0.5,
  minimumStep: 1e-8,
  integral: 0.7,
  proportional: 0.4,
  safety: 0.9,
  smallestFactor: 0.2,
  largestFactor: 5,
};

/** Part of the last stage that is taken for the error of a step. */
const errorShare = 0.1;

/**
 * Walks Euler steps by the clock of the tested engine, if it has one, and by the rule on the reference. Decisions and
 * sizes must agree, and the states at the end; the pair that is returned is of these.
 */
export async function compareClocks(pair: EnginePair, tolerance: number): Promise<ReturnType<EnginePair['state']>> {
  const states = pair.state('state');
  const { tested, reference } = pair;
  const clock = tested.createStepClock?.(rule);
  if (clock === undefined) return states;
  const [slopes, nexts] = [pair.state(), pair.state()];
  const sequence = new StepSequence(rule);
  const [got, expected]: [StepDecision[], StepDecision[]] = [[], []];
  for (let read = 0; sequence.status === 'going-on' && read < 20; read++) {
    for (let n = 0; n < triesPerRead; n++) {
      tested.field(states[0], slopes[0]);
      clock.combine(nexts[0], states[0], [[1, slopes[0]]]);
      clock.decide(states[0], nexts[0], [[errorShare, slopes[0]]]);
      clock.keep(states[0], nexts[0]);

      const { h } = sequence;
      reference.field(states[1], slopes[1]);
      reference.combine(nexts[1], [
        [1, states[1]],
        [h, slopes[1]],
      ]);
      const error = [[errorShare * h, slopes[1]]] as const;
      const ratios = await reference.errorNorms(states[1], nexts[1], error, rule.rtol, rule.atol);
      const decision = sequence.decide(largestOf(ratios));
      if (decision === undefined) continue;
      expected.push(decision);
      if (decision.accepted) reference.combine(states[1], [[1, nexts[1]]]);
    }
    const { decisions, status } = await clock.read();
    got.push(...decisions);
    expect(status).toBe(sequence.status);
  }
  clock.dispose();
  clock.dispose();
  expect(sequence.status).toBe('reached-end');
  expect(got.map(({ accepted }) => accepted)).toEqual(expected.map(({ accepted }) => accepted));
  got.forEach((decision, n) => {
    for (const part of ['h', 'ratio', 'next'] as const) {
      const [value, exact] = [decision[part], expected[n]![part]];
      // Sizes follow from all before; the last one is what they leave of `until`.
      const allowed = tolerance * (part === 'ratio' ? exact : rule.until);
      expect(Math.abs(value - exact), `${part} of try ${n}: ${value} for ${exact}`).toBeLessThanOrEqual(allowed);
    }
  });
  return states;
}
