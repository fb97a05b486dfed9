import { HkmemError, ValueError } from '@hkmem/backend';

/** The state became infinite or not a number. */
export class DivergedError extends HkmemError {
  /** The time after which the state is no longer finite. */
  readonly t: number;
  /** Root mean square of the state there. */
  readonly norm: number;

  constructor(t: number, norm: number, sample: number) {
    super(
      `the flow diverged after t = ${t}: sample ${sample} had root mean square ${norm} there and is not finite one step ` +
        'later. Take more steps or a smaller tolerance, or smaller weights (a positive alpha can drive x to infinity).',
    );
    this.t = t;
    this.norm = norm;
  }
}

/** The adaptive controller could not reach the end. */
export class StepControlError extends HkmemError {
  constructor(reason: string, t: number, h: number) {
    super(`adaptive steps stopped at t = ${t} with step ${h}: ${reason} Loosen rtol and atol, or raise the limit.`);
  }
}

/** Tolerances that the numbers of a backend cannot keep. */
export class ToleranceError extends ValueError {
  /** The smallest rtol that these numbers keep. */
  readonly smallest: number;

  constructor({ rtol, atol }: { readonly rtol: number; readonly atol: number }, precision: string, smallest: number) {
    const least = smallest.toPrecision(3);
    super(
      'tolerance',
      `rtol ${rtol} with atol ${atol}`,
      `in ${precision} an rtol from ${least}, or an atol of that part of the state`,
      precision === 'float32'
        ? "Loosen them, or use the backend 'cpu', whose float64 keeps finer ones."
        : 'Loosen them: no backend has finer numbers.',
    );
    this.smallest = smallest;
  }
}
