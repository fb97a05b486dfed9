import type { HostArray } from '@hkmem/backend';
import type { Samples } from '../batches/batch.ts';

/** Value and slope of a loss at the states of a batch. */
export interface StateValue {
  /** Mean over the batch. */
  readonly value: number;
  /** Its gradient with respect to x, [B, N]. */
  readonly cotangent: Float64Array;
}

/** A loss of threshold units at one time of a flow, computed on the host. */
export interface StateLoss {
  /**
   * The loss of a batch at its states x [B, N].
   * @throws {ValueError | ShapeError} if the batch lacks what the loss compares with.
   */
  at(x: HostArray, samples: Samples): StateValue;
}
