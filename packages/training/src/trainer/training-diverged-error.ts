import { type Engine, HkmemError, largestOf } from '@hkmem/backend';
import { type FlowOptions, flow, type HeldEngine, type Workspace } from '@hkmem/dynamics';
import { type Samples, writeBatch } from '../batches/batch.ts';

/** Where a flow of a batch left the finite numbers. */
export interface Divergence {
  /** Up to this time every sample is finite. */
  readonly t: number;
  /** Largest root mean square of x and s of a sample there. */
  readonly norm: number;
  /** Index in the batch of the sample that diverges first or, if none does, whose norm is largest. */
  readonly sample: number;
  /** Whether a state stops being finite; if not, the loss or the gradient does. */
  readonly inFlow: boolean;
}

/** The loss of an update, or its gradient, is not finite. Parameters and running means are as before the update. */
export class TrainingDivergedError extends HkmemError {
  /** Number of the update that failed, from 1. */
  readonly update: number;
  /** Up to this time every sample is finite. */
  readonly t: number;
  /** Largest root mean square of x and s of a sample there. */
  readonly norm: number;
  /** Index in the batch of that sample. */
  readonly sample: number;
  /** The loss that was got. */
  readonly loss: number;

  constructor(update: number, loss: number, { t, norm, sample, inFlow }: Divergence) {
    const what = Number.isFinite(loss) ? `the gradient is not finite at a loss of ${loss}` : `the loss is ${loss}`;
    const where = inFlow
      ? `the flow diverged after t = ${t}, where sample ${sample} of the batch had root mean square ${norm}`
      : `the flow stays finite, sample ${sample} of the batch has the largest root mean square, ${norm}`;
    super(
      `update ${update}: ${what}; ${where}. Parameters are as before the update. ` +
        'Take a lower rate, more steps, or start from a smaller coupling (a positive alpha can drive x to infinity).',
    );
    this.update = update;
    this.t = t;
    this.norm = norm;
    this.sample = sample;
    this.loss = loss;
  }
}

/** Runs a batch again, step by step, to find where it stops being finite. */
export async function locateDivergence(
  engine: Engine,
  workspace: Workspace,
  samples: Samples,
  options: FlowOptions,
  holding?: HeldEngine,
): Promise<Divergence> {
  const state = workspace.take();
  try {
    writeBatch(engine, state, samples, holding);
    let last = { t: 0, norms: await engine.norms(state) };
    let lost = -1;
    await flow(workspace, state, options, async (t) => {
      const norms = await engine.norms(state);
      lost = norms.findIndex((norm) => !Number.isFinite(norm));
      if (lost >= 0) return 'stop';
      last = { t, norms };
      return undefined;
    });
    const sample = lost >= 0 ? lost : last.norms.indexOf(largestOf(last.norms));
    return { t: last.t, norm: last.norms[sample]!, sample, inFlow: lost >= 0 };
  } finally {
    workspace.give(state);
  }
}
