import type { StepDecision, StepRule } from '../../contract/step-clock.ts';
import { triesPerRead } from '../../contract/step-clock.ts';
import { StepSequence } from '../../reference/step-rule.ts';
import { largestOf } from '../../values/extremes.ts';
import { ConformanceError } from '../comparison.ts';
import type { Check } from './check.ts';

/**
 * Proportional and integral control, a first try that is refused, and an end that takes a dozen tries or two; with what
 * callers may keep in the same object.
 */
const rule: StepRule & { readonly kind: string } = {
  kind: 'adaptive',
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
 * Walks Euler steps by the clock of the tested engine and by the rule on the reference. Decisions and sizes must agree,
 * and the states at the end. That an engine has a clock, or has none, must be as expected.
 */
export const checkClock: Check = async (pair, comparison, expectations) => {
  const { tested, reference } = pair;
  comparison.same('createStepClock is there', tested.createStepClock !== undefined, expectations.clock);
  if (tested.createStepClock === undefined) return;
  const [states, slopes, nexts] = [pair.state('state'), pair.state(), pair.state()];
  const clock = tested.createStepClock(rule);
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
    comparison.same('status of the clock', status, sequence.status);
  }
  clock.dispose();
  clock.dispose();
  comparison.same('end of the reference', sequence.status, 'reached-end');
  comparison.same('tries of the clock', got.length, expected.length);
  got.forEach((decision, n) => {
    comparison.same(`try ${n} is accepted`, decision.accepted, expected[n]!.accepted);
    const near = (what: string, value: number, exact: number, scale: number): void => {
      const allowed = comparison.tolerance * scale;
      if (Math.abs(value - exact) <= allowed) return;
      throw new ConformanceError(`${what} of try ${n}: got ${value}, expected ${exact} within ${allowed}`);
    };
    const { h, ratio, next } = expected[n]!;
    // Sizes follow from all before; the last one is what they leave of `until`, and its ratio follows it in proportion.
    near('h', decision.h, h, rule.until);
    near('next', decision.next, next, rule.until);
    near('ratio / h', decision.ratio / decision.h, ratio / h, ratio / h);
  });
  comparison.states('end of the clock', ...(await pair.both((engine, k) => engine.readState(states[k]))));
};
