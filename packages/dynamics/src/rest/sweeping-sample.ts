import type { Packed } from './packed.ts';
import type { RestSampleInput } from './rest-problem.ts';

/** Settings of `layerDescent`. */
export interface LayerDescentSettings {
  /** Root mean square of the field at which a sample is done. */
  readonly below: number;
  /** Sweeps over all layers, at most. */
  readonly sweeps: number;
}

/** A sample that sweeps. */
export interface SweepingSample extends RestSampleInput {
  state: Packed;
  /** Sweeps that it has taken. */
  sweeps?: number;
}

/** Runs of units. */
export type Ranges = readonly (readonly [start: number, end: number])[];
