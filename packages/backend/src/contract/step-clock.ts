import type { StateVector, Term } from './state.ts';

/**
 * How the sizes of adaptive steps follow from error ratios r. A try of size h is accepted if r <= 1 in every sample; the
 * next size is h times safety r^(-(integral + proportional)/order) r_before^(proportional/order) within the given
 * factors (Soederlind, ACM TOMS 29, 2003), and no larger after a try that was not accepted.
 */
export interface StepRule {
  /** Order of the method. */
  readonly order: number;
  /** The end; a step that would come close to it or pass it is cut to end there. */
  readonly until: number;
  /** Tolerance relative to the state. */
  readonly rtol: number;
  /** Tolerance where the state is near 0. */
  readonly atol: number;
  /** Size of the first try. */
  readonly firstStep: number;
  /** Size below which the flow is given up. */
  readonly minimumStep: number;
  /** Gain on the error of this step. */
  readonly integral: number;
  /** Gain on the change of the error since the last accepted step. */
  readonly proportional: number;
  /** Factor below 1 that keeps the next try from failing narrowly. */
  readonly safety: number;
  /** Least factor from one size to the next. */
  readonly smallestFactor: number;
  /** Largest factor from one size to the next. */
  readonly largestFactor: number;
}

/** What came of one try of a step. */
export interface StepDecision {
  /** Size that was tried. */
  readonly h: number;
  /** Largest error ratio of a sample; not finite if a sample has diverged. */
  readonly ratio: number;
  /** Whether the step was taken. */
  readonly accepted: boolean;
  /** Size of the next try; 0 after the end. */
  readonly next: number;
}

/** Decisions since the last read, in order, and whether the flow goes on. */
export interface StepDecisions {
  /** One per try. */
  readonly decisions: readonly StepDecision[];
  /** `reached-end` after `until`; `too-small` if the next size is below `minimumStep`. Later tries change nothing. */
  readonly status: 'going-on' | 'reached-end' | 'too-small';
}

/** Tries of a step that may wait to be read, at most. */
export const triesPerRead = 8;

/**
 * Adaptive steps whose size and acceptance an engine decides on by itself: all but `read` is enqueued, so that many
 * tries may be made for one wait. What is decided does not depend on how many tries go before a read.
 */
export interface StepClock {
  /** out = base + h sum c v over the terms, h the size being tried; `out` must differ from base and terms. */
  combine(out: StateVector, base: StateVector, terms: readonly Term[]): void;
  /**
   * Decides on a try: the error is h sum c v over the terms, its ratio as in `Engine.errorNorms`. The last decision
   * stays, as not accepted, for tries after the end. `after` must differ from `before`; at most `triesPerRead` tries go
   * before a read.
   */
  decide(before: StateVector, after: StateVector, error: readonly Term[]): void;
  /** to = from if the last try was accepted, else nothing; `to` must differ from `from`. */
  keep(to: StateVector, from: StateVector): void;
  /** @throws {DeviceError} (rejects) if the device failed. */
  read(): Promise<StepDecisions>;
  /** Gives the memory back. Idempotent. */
  dispose(): void;
}
