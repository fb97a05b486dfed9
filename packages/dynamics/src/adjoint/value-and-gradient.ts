import type { LossTerm, StateVector } from '@hkmem/backend';
import type { RecordedFlow } from './recorded-flow.ts';

/** The end of a recorded flow, and what is asked of it. */
export interface JudgedEnd {
  /** The end, [B, N] and [B, N, D]: what `forward` of the flow has made of the start. */
  readonly state: StateVector;
  /** Ends as dL/d(start); what it holds before does not matter. */
  readonly cotangent: StateVector;
  /** The parts of the loss: what is read from the end, and how far it is from what it should be. */
  readonly loss: readonly LossTerm[];
}

/**
 * Takes a loss at the end of a flow and walks back: gradients of all trainable parameters are
 * added by the engine, and `cotangent` ends as dL/d(start). All work is enqueued when the call returns; on a GPU the loss
 * need not be awaited before the next call.
 * @throws {ValueError} if the flow has not been walked forward since it was made or released.
 */
export function valueAndGradient(recorded: RecordedFlow, end: JudgedEnd): Promise<number> {
  const { state, cotangent, loss: terms } = end;
  recorded.requireWalked();
  const loss = recorded.engine.loss(state, terms, cotangent);
  recorded.backward(cotangent);
  return loss;
}
