import type { StateVector } from '@hkmem/backend';

/** What an observer is told after each accepted step; returning 'stop' ends the flow as a steady state. */
export type StepObserver = (t: number, state: StateVector, h: number) => Promise<'stop' | undefined>;

/**
 * An observer in two parts, so that several steps may be enqueued before the first is looked at. `measure` asks an
 * engine for what is wanted of a state and must not wait before it has asked; it may be asked of states of steps that
 * are rejected or come after the end. `look` is told of accepted steps alone, in order.
 */
export interface StepProbe<Reading> {
  /** Asks for what is wanted of a state. */
  readonly measure: (state: StateVector) => Promise<Reading>;
  /** Told the time, the reading and the size of an accepted step; `stop` ends the flow there. */
  readonly look: (t: number, reading: Reading, h: number) => 'stop' | undefined;
}

/** A probe as an observer that waits at every step. */
export function observerOf<Reading>(observe: StepObserver | StepProbe<Reading> | undefined): StepObserver | undefined {
  if (observe === undefined || typeof observe === 'function') return observe;
  return async (t, state, h) => observe.look(t, await observe.measure(state), h);
}
