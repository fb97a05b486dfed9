import { stepSizeFactor, ValueError } from '@hkmem/backend';

/** `steps` equal steps from 0 to the end. */
export interface FixedSteps {
  readonly kind: 'fixed';
  readonly steps: number;
}

/** Steps of the given sizes, which sum to the end. */
export interface ListedSteps {
  readonly kind: 'listed';
  readonly sizes: readonly number[];
}

/**
 * Step sizes from an embedded error estimate. A step is accepted when in every sample the root mean square of
 * error / (atol + rtol max(|before|, |after|)) is at most 1; the next step is h times
 * safety r^(-(integral + proportional)/order) r_before^(proportional/order), within the given factors
 * (Soederlind, ACM TOMS 29, 2003).
 */
export interface AdaptiveSteps {
  readonly kind: 'adaptive';
  readonly rtol: number;
  readonly atol: number;
  readonly firstStep: number;
  readonly maximumSteps: number;
  readonly minimumStep: number;
  readonly integral: number;
  readonly proportional: number;
  readonly safety: number;
  readonly smallestFactor: number;
  readonly largestFactor: number;
}

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
export function adaptiveSteps(settings: Partial<Omit<AdaptiveSteps, 'kind'>> = {}): AdaptiveSteps {
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

/** The factor on the step size after an error ratio `ratio`, given the ratio of the last accepted step. */
export function stepFactor(control: AdaptiveSteps, order: number, ratio: number, previous: number): number {
  return stepSizeFactor({ ...control, order }, ratio, previous);
}
