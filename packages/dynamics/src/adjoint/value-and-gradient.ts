import type { Readout, StateVector } from '@hkmem/backend';
import type { Workspace } from '../integrate/workspace.ts';
import type { StepControl } from '../stepping/step-control.ts';
import type { RecordedFlow } from './recorded-flow.ts';

/**
 * Moves `state` to the end of the flow, takes the squared error of the read-out there and walks back: gradients of all
 * trainable parameters are added by the engine, and `cotangent` ends as dL/d(start). The returned promise holds the
 * loss and, on a GPU, need not be awaited before the next call. `control` replaces the steps of the recorded flow.
 */
export async function valueAndGradient(
  workspace: Workspace,
  recorded: RecordedFlow,
  state: StateVector,
  cotangent: StateVector,
  readout: Readout,
  labels: ArrayLike<number>,
  control?: StepControl,
): Promise<{ readonly loss: Promise<number> }> {
  await recorded.forward(state, control);
  const loss = workspace.engine.squaredError(state, readout, labels, cotangent);
  recorded.backward(cotangent);
  return { loss };
}
