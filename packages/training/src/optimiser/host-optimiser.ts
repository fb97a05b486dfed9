import { applyRule, type HostArray } from '@hkmem/backend';
import { type OptimiserSettings, optimiserRule } from './optimiser.ts';

/** A parameter on the host with its running means, all of one length. */
export interface HostParameter {
  /** The parameter. */
  readonly values: HostArray;
  /** Running mean of its gradients. */
  readonly first: HostArray;
  /** Used by Adam only. */
  readonly second: HostArray;
}

/**
 * One optimiser step over a parameter that is held on the host, in place: update `update`, counted from 0, with the rate
 * of the schedule and of the parameter's group. `factor` multiplies the gradient first. Computes in float64 and stores in
 * the format of the arrays.
 */
export function optimiseOnHost(
  settings: OptimiserSettings,
  path: string,
  update: number,
  parameter: HostParameter,
  gradient: ArrayLike<number>,
  factor = 1,
): void {
  const wide = (array: HostArray): Float64Array => (array instanceof Float64Array ? array : Float64Array.from(array));
  const parts = [parameter.values, parameter.first, parameter.second] as const;
  const [values, first, second] = parts.map(wide) as [Float64Array, Float64Array, Float64Array];
  const scaled = Float64Array.from({ length: gradient.length }, (_, i) => factor * gradient[i]!);
  applyRule(optimiserRule(settings, path, update), values, scaled, first, second);
  parameter.values.set(values);
  parameter.first.set(first);
  parameter.second.set(second);
}
