import { ValueError } from '@hkmem/backend';

/** `steps` equal steps from 0 to the end. */
export interface FixedSteps {
  /** Tells it from the other controls. */
  readonly kind: 'fixed';
  /** Number of steps, from 1. */
  readonly steps: number;
}

/** Steps of the given sizes, which sum to the end. */
export interface ListedSteps {
  /** Tells it from the other controls. */
  readonly kind: 'listed';
  /** Size of each step, in order. */
  readonly sizes: readonly number[];
}

/**
 * Step sizes from an embedded error estimate. A step is accepted when in every sample the root mean square of
 * error / (atol + rtol max(|before|, |after|)) is at most 1; the next step is h times
 * safety r^(-(integral + proportional)/order) r_before^(proportional/order), within the given factors
 * (Soederlind, ACM TOMS 29, 2003).
 */
export interface AdaptiveSteps {
  /** Tells it from the other controls. */
  readonly kind: 'adaptive';
  /** Tolerance relative to the state, from what the numbers of a backend keep: `smallestTolerance`. */
  readonly rtol: number;
  /** Tolerance where the state is near 0. */
  readonly atol: number;
  /** Size of the first try. */
  readonly firstStep: number;
  /** Tries, accepted or not, after which the flow ends with `step-limit`. */
  readonly maximumSteps: number;
  /** Size below which the flow ends with `step-underflow`. */
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

/** How the sizes of steps are chosen. */
export type StepControl = FixedSteps | ListedSteps | AdaptiveSteps;

/** @throws {ValueError} unless `steps` is a whole number from 1. */
export function fixedSteps(steps: number): FixedSteps {
  if (!Number.isInteger(steps) || steps < 1) throw new ValueError('steps', steps, 'a whole number from 1');
  return { kind: 'fixed', steps };
}

/** @throws {ValueError} unless there is a size and all are above 0. */
export function listedSteps(sizes: readonly number[]): ListedSteps {
  const bad = sizes.findIndex((size) => !(size > 0 && Number.isFinite(size)));
  if (sizes.length === 0 || bad >= 0) {
    throw new ValueError('step sizes', sizes.length === 0 ? 'none' : sizes[bad], 'one or more numbers above 0');
  }
  return { kind: 'listed', sizes };
}

/**
 * Sizes of the steps to `until` where the control fixes them beforehand; undefined for adaptive steps.
 * @throws {ValueError} if listed sizes do not sum to `until`.
 */
export function knownSizes(control: StepControl, until: number): readonly number[] | undefined {
  if (control.kind === 'adaptive') return undefined;
  if (control.kind === 'fixed') return Array.from({ length: control.steps }, () => until / control.steps);
  const sum = control.sizes.reduce((total, size) => total + size, 0);
  if (Math.abs(sum - until) > 1e-9 * until) throw new ValueError('sum of step sizes', sum, `${until}, the end time`);
  return control.sizes;
}

/**
 * Adaptive steps; what is not given follows the protocol of arXiv 2505.03648: rtol 1e-3, atol 1e-6, first step 0.01,
 * at most 5,000 steps, a pure integral controller with safety 0.9 and factors from 0.2 to 10.
 * @throws {ValueError} naming a setting that is out of range.
 */
export function adaptiveSteps(settings: Partial<AdaptiveSteps> = {}): AdaptiveSteps {
  const control: AdaptiveSteps = {
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
    ...settings,
  };
  for (const [name, value] of Object.entries(control)) {
    const zeroAllowed = name === 'rtol' || name === 'proportional' || name === 'minimumStep';
    if (name !== 'kind' && !(Number.isFinite(value) && (value > 0 || (zeroAllowed && value === 0)))) {
      throw new ValueError(name, value, zeroAllowed ? 'a number from 0' : 'a number above 0');
    }
  }
  return control;
}
