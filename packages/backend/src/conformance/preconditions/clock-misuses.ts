import type { StepClock, StepRule } from '../../contract/step-clock.ts';
import { triesPerRead } from '../../contract/step-clock.ts';
import { DisposedError, ShapeError, ValueError } from '../../errors.ts';
import type { Misuse } from './misuses.ts';
import type { Scene } from './scene.ts';

const rule: StepRule = {
  order: 3,
  until: 1,
  rtol: 1e-2,
  atol: 1e-2,
  firstStep: 0.5,
  minimumStep: 1e-8,
  integral: 1,
  proportional: 0,
  safety: 0.9,
  smallestFactor: 0.2,
  largestFactor: 5,
};

/** A call on a fresh clock. */
function onClock(call: (clock: StepClock, scene: Scene) => unknown): Misuse[2] {
  return (scene) => {
    const clock = scene.engine.createStepClock!(rule);
    try {
      return call(clock, scene);
    } finally {
      clock.dispose();
    }
  };
}

/** What a step clock must refuse, where an engine has one. */
export const clockMisuses: readonly Misuse[] = [
  ...(Object.keys(rule) as (keyof StepRule)[]).map(
    (name): Misuse => [
      `a rule with ${name} of NaN`,
      ValueError,
      ({ engine }) => engine.createStepClock!({ ...rule, [name]: Number.NaN }),
    ],
  ),
  ['a try into its base', ValueError, onClock((clock, { state, out }) => clock.combine(state, state, [[1, out]]))],
  ['a try into a term', ValueError, onClock((clock, { state, out }) => clock.combine(out, state, [[1, out]]))],
  [
    'a try into another batch',
    ShapeError,
    onClock((clock, { state, larger, out }) => clock.combine(larger, state, [[1, out]])),
  ],
  [
    'a try of a coefficient of NaN',
    ValueError,
    onClock((clock, { state, cotangent, out }) => clock.combine(out, state, [[Number.NaN, cotangent]])),
  ],
  [
    'a try of a disposed state',
    DisposedError,
    onClock((clock, { state, disposed, out }) => clock.combine(out, state, [[1, disposed]])),
  ],
  [
    "a decision on another engine's state",
    ValueError,
    onClock((clock, { state, foreign, out }) => clock.decide(state, foreign, [[1, out]])),
  ],
  ['a decision without a step', ValueError, onClock((clock, { state, out }) => clock.decide(state, state, [[1, out]]))],
  [
    'a decision on an error of another batch',
    ShapeError,
    onClock((clock, { state, larger, out }) => clock.decide(state, out, [[1, larger]])),
  ],
  ['a decision on no error', ValueError, onClock((clock, { state, out }) => clock.decide(state, out, []))],
  [
    'more tries than may wait',
    ValueError,
    onClock((clock, { state, cotangent, out }) => {
      for (let n = 0; n <= triesPerRead; n++) clock.decide(state, out, [[1, cotangent]]);
    }),
  ],
  ['a step kept in place', ValueError, onClock((clock, { state }) => clock.keep(state, state))],
  ['a step kept in another batch', ShapeError, onClock((clock, { state, larger }) => clock.keep(state, larger))],
  [
    'a clock that was disposed of',
    DisposedError,
    ({ engine, state, out }) => {
      const clock = engine.createStepClock!(rule);
      clock.dispose();
      clock.decide(state, out, [[1, out]]);
    },
  ],
];
