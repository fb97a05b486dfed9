import type { Readout, StateVector } from '@hkmem/backend';
import type { RecordedFlow } from './recorded-flow.ts';

/** The end of a recorded flow, and what is asked of it. */
export interface JudgedEnd {
  /** The end, [B, N] and [B, N, D]: what `forward` of the flow has made of the start. */
  readonly state: StateVector;
  /** Ends as dL/d(start); what it holds before does not matter. */
  readonly cotangent: StateVector;
  /** What is read from the end. */
  readonly readout: Readout;
  /** The class of each sample, [B]. */
  readonly labels: ArrayLike<number>;
}

/**
 * Takes the squared error of the read-out at the end of a flow and walks back: gradients of all trainable parameters are
 * added by the engine, and `cotangent` ends as dL/d(start). All work is enqueued when the call returns; on a GPU the loss
 * need not be awaited before the next call.
 * @throws {ValueError} if the flow has not been walked forward since it was made or released.
 */
export function valueAndGradient(recorded: RecordedFlow, end: JudgedEnd): Promise<number> {
  const { state, cotangent, readout, labels } = end;
  recorded.requireWalked();
  const loss = recorded.engine.squaredError(state, readout, labels, cotangent);
  recorded.backward(cotangent);
  return loss;
}
