import type { Engine, StateVector } from '@hkmem/backend';
import type { AdaptiveSteps } from '../stepping/step-control.ts';
import { ToleranceError } from './errors.ts';

/**
 * The smallest part of a state that an error may be held to, by the format of the numbers: 16 times the rounding of one
 * step. Below it steps get so short that roundings add up to more than the tolerance, while every estimate meets it.
 */
export const smallestTolerance: Readonly<Record<Engine['precision'], number>> = {
  float32: 2 ** -20,
  float64: 2 ** -49,
};

/** Whether tolerances can be kept, by the root mean square of each sample; of none may they be too small. */
export type ToleranceGuard = (norms: Float64Array) => boolean;

/** Undefined where rtol alone sees to it; else what looks whether atol does. */
export function toleranceGuard(engine: Engine, { rtol, atol }: AdaptiveSteps): ToleranceGuard | undefined {
  const least = smallestTolerance[engine.precision];
  if (rtol >= least) return undefined;
  // A sample that is not finite is told as one that has diverged.
  return (norms) => norms.every((norm) => !(atol + rtol * norm < least * norm));
}

/**
 * The guard of a flow that begins at `state`, as `toleranceGuard`.
 * @throws {ToleranceError} if an rtol above 0 cannot be kept there. With an rtol of 0 the flow begins, and is given up with
 * `step-underflow` once atol cannot be kept.
 */
export async function guardFrom(
  engine: Engine,
  control: AdaptiveSteps,
  state: StateVector,
): Promise<ToleranceGuard | undefined> {
  const guard = toleranceGuard(engine, control);
  if (guard === undefined || control.rtol === 0 || guard(await engine.norms(state))) return guard;
  throw new ToleranceError(control, engine.precision, smallestTolerance[engine.precision]);
}

/**
 * Why steps became too small, the last of which led to about `next` with an error ratio: a ratio beyond all numbers is that of a
 * state which is not finite, or of a tolerance that is too small for any error.
 */
export async function failureAt(
  engine: Engine,
  guard: ToleranceGuard | undefined,
  next: StateVector,
  ratio: number,
): Promise<'step-underflow' | 'diverged'> {
  if (Number.isFinite(ratio)) return 'step-underflow';
  if (guard === undefined) return 'diverged';
  const norms = await engine.norms(next);
  return norms.every(Number.isFinite) && !guard(norms) ? 'step-underflow' : 'diverged';
}
