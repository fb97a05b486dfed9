import type { HostState } from '@hkmem/backend';
import type { EnergyFloor } from '@hkmem/energy';
import type { RestCost } from './rest-problem.ts';

/**
 * How the search ended for a sample. `at-rest`: the field is below the tolerance. `rotating`: it is but for the common
 * rotation of a global omega, so nothing moves in a frame that turns with it. `not-at-rest`: time or steps ran out.
 * `diverged`: the flow left the finite numbers, or its steps became too small.
 */
export type RestCode = 'at-rest' | 'rotating' | 'not-at-rest' | 'diverged';

/**
 * What a rest is by its smallest curvature. `minimum`: above 0, so departures die out. `saddle`: below 0. `flat`: 0 as
 * far as it was computed, so the rest is not isolated, or nearly not.
 */
export type RestStability = 'minimum' | 'saddle' | 'flat';

/** What is known of one sample. */
export interface RestSample {
  /** How the search ended. */
  readonly code: RestCode;
  /** Root mean square of the field, in the turning frame if the sample rotates. */
  readonly norm: number;
  /** E, with the share of an input. */
  readonly energy: number;
  /** Sweeps over layers that it took; absent where the flow was followed. */
  readonly sweeps?: number;
  /** Smallest curvature of the energy, a rate per time, and how far off it may be; absent unless at rest or rotating. */
  readonly curvature?: { readonly value: number; readonly error: number };
  /** What that makes of it. */
  readonly stability?: RestStability;
}

/** Where a batch came to rest. */
export interface RestResult {
  /** The states, x [B, N] and s [B, N, D] on the sphere. */
  readonly state: HostState;
  /** [B]. */
  readonly samples: readonly RestSample[];
  /** Root mean square of the field that counted as rest. */
  readonly tolerance: number;
  /** What the system promises. */
  readonly certificate: EnergyFloor;
  /** What it cost, summed over samples. */
  readonly cost: RestCost;
}

/** Whether a sample came to rest, if only in a turning frame. */
export function isAtRest(sample: Pick<RestSample, 'code'>): boolean {
  return sample.code === 'at-rest' || sample.code === 'rotating';
}
