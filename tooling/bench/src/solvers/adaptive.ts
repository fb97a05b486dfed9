import type { Engine } from '@hkmem/backend';
import { adaptiveSteps, type Tableau } from '@hkmem/dynamics';
import { type Evaluation, evaluate } from '@hkmem/training';
import { readout, type Task } from './task.ts';

/** What adaptive steps cost and how near they come, samples integrated in groups that share their steps. */
export interface AdaptiveRow {
  readonly solver: string;
  readonly rtol: number;
  /** Samples that share their steps; `ownSteps` where each has its own. */
  readonly group: number;
  /** Field evaluations of a sample, mean. */
  readonly evaluations: number;
  /** Root mean square of the difference of class outputs from a run at a thousandth of the tolerance in groups of 50. */
  readonly outputError: number;
}

/** Groups and methods that are compared, at the tolerance of the protocol of arXiv 2505.03648. */
export const adaptiveGroups: readonly number[] = [200, 50, 10, 1];
/** In place of a group: each sample has steps of its own from a tenth of the time on, as `hkmem` judges memories. */
export const ownSteps = 0;
const adaptiveTolerance = 1e-3;

/** Evaluates the first test images in groups that share their steps; the reference comes from `fineOutputs`. */
export async function adaptiveRow(
  engine: Engine,
  task: Task,
  solver: Tableau,
  group: number,
  images: number,
  reference: ArrayLike<number>,
): Promise<AdaptiveRow> {
  const rtol = adaptiveTolerance;
  const { statistics, outputs } = await run(engine, task, images, group, rtol, solver);
  let sum = 0;
  for (let i = 0; i < reference.length; i++) sum += (outputs![i]! - reference[i]!) ** 2;
  return {
    solver: solver.name,
    rtol,
    group,
    evaluations: statistics.evaluations / statistics.batches,
    outputError: Math.sqrt(sum / reference.length),
  };
}

/** Class outputs of the first test images at a thousandth of the tolerance. */
export async function fineOutputs(engine: Engine, task: Task, images: number): Promise<ArrayLike<number>> {
  return (await run(engine, task, images, 50, adaptiveTolerance / 1000)).outputs!;
}

function run(
  engine: Engine,
  task: Task,
  images: number,
  batch: number,
  rtol: number,
  solver?: Tableau,
): Promise<Evaluation> {
  const own = batch === ownSteps;
  const control = adaptiveSteps({ rtol, atol: rtol / 1000, ...(own && { firstStep: 0.1 }) });
  const flow = { control, ...(solver && { solver }) };
  const together = own ? { batch: adaptiveGroups[0]! } : { batch, sharedSteps: true };
  return evaluate({ engine, readout, source: task.test, flow, ...together, limit: images, keepOutputs: true });
}
