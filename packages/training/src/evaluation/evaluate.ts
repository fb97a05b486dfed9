import {
  checkLoss,
  checkReadout,
  type Engine,
  type HostArray,
  type LossName,
  type LossTerm,
  largestOf,
  meanLossAt,
  type Readout,
  resolveLoss,
  ShapeError,
  type SystemSpec,
  ValueError,
} from '@hkmem/backend';
import { type FlowOptions, type FlowStatistics, flowOptions } from '@hkmem/dynamics';
import type { LossLaw } from '@hkmem/laws';
import type { BatchSource } from '../batches/batch.ts';
import { describeFlow } from '../flow/training-flow.ts';
import { Answers, Batches } from './answers.ts';
import { type EnergyCheck, EnergyWatch } from './energy-check.ts';
import { answerWithOwnSteps, ownStepsFit } from './own-steps.ts';
import { type Scores, scoresOf } from './scores.ts';
import { answerWithSharedSteps } from './shared-steps.ts';

/** Settings of `evaluate`. */
export interface EvaluationOptions {
  /** The memory, with its parameters written. */
  readonly engine: Engine;
  /** How class outputs are read from a state. */
  readonly readout: Readout;
  /** The samples and their labels. */
  readonly source: BatchSource;
  /** l(out, y) of `Evaluation.loss`, by name or as a law; `squaredError` if absent. */
  readonly loss?: LossName | LossLaw;
  /** What is absent follows arXiv 2505.03648: adaptive Tsit5 at rtol 1e-3 and atol 1e-6 to T = 1. */
  readonly flow?: Partial<FlowOptions>;
  /** Samples integrated together, 200 if absent. */
  readonly batch?: number;
  /** Let the samples of a batch share adaptive steps, which are then as short as the fastest needs; false if absent. */
  readonly sharedSteps?: boolean;
  /** Only the first samples of the split. */
  readonly limit?: number;
  /** Watch the energy after every step. It takes s as it stands: set `renormalise` where the drift of |s| matters. */
  readonly energyCheck?: boolean;
  /** Keep the class outputs. */
  readonly keepOutputs?: boolean;
  /** Called after each batch with the samples done and their number in all. */
  readonly onProgress?: (done: number, count: number) => void;
  /** Once aborted, the evaluation rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** How a memory answers on a split. */
export interface Evaluation extends Scores {
  /** Mean of sum_c l(out_c, y_c); (out_c - y_c)^2 if nothing else was asked for. */
  readonly loss: number;
  /** Class outputs, [count, C], if they were to be kept. */
  readonly outputs?: HostArray;
  /** Sums over batches whose samples share their steps; single samples where each has its own. */
  readonly statistics: FlowStatistics & { readonly batches: number };
  /** Time the evaluation took. */
  readonly seconds: number;
  /** How the flow was integrated. */
  readonly flow: string;
  /** What the energy did, if it was to be watched. */
  readonly energy?: EnergyCheck;
}

/**
 * Runs a split through the flow, in order, and compares the largest class output of each sample with its label. Every
 * sample has adaptive steps of its own where the engine can do that, so that its outputs do not depend on `batch`; those of a
 * batch share theirs otherwise, with an input or held oscillators, and where s is renormalised.
 * @throws {EvaluationError} naming the samples whose flow failed.
 * @throws {ShapeError | ValueError | NonFiniteError} if settings or batches do not fit the system.
 */
export async function evaluate(options: EvaluationOptions): Promise<Evaluation> {
  const { engine, readout, source, batch = 200, limit = source.count } = options;
  const start = performance.now();
  checkReadout(engine.spec, readout);
  if (source.classes !== readout.classes) {
    throw new ValueError('classes of the source', source.classes, `${readout.classes}, those of the read-out`);
  }
  if (!(Number.isInteger(limit) && limit >= 1)) throw new ValueError('limit', limit, 'a whole number from 1');
  const settings = flowOptions(options.flow);
  const count = Math.min(limit, source.count);
  const answers = new Answers(engine, count, readout.classes, options.onProgress);
  const watch = options.energyCheck === true ? new EnergyWatch(engine) : undefined;
  const job = { engine, readout, settings, batches: new Batches(source, batch, count), answers, ...signalOf(options) };
  if (options.sharedSteps !== true && ownStepsFit(job)) await answerWithOwnSteps(job, watch);
  else await answerWithSharedSteps(job, watch);
  const { done, outputs, labels, statistics } = answers;
  if (done < count) throw new ShapeError('samples of the source', done, count, 'Its batches must hold all of them.');
  return {
    ...scoresOf(answersOf(outputs, readout.classes), labels, readout.classes),
    loss: lossOf(engine.spec, { loss: options.loss ?? 'squaredError', readout, labels }, outputs),
    ...(options.keepOutputs === true && { outputs }),
    statistics,
    seconds: (performance.now() - start) / 1000,
    flow: describeFlow(settings),
    ...(watch && { energy: watch.result }),
  };
}

function signalOf({ signal }: EvaluationOptions): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** The class of the largest output of each sample, the first of equals. */
function answersOf(outputs: HostArray, classes: number): Uint8Array {
  return Uint8Array.from({ length: outputs.length / classes }, (_, sample) => {
    const row = outputs.subarray(sample * classes, (sample + 1) * classes);
    return row.indexOf(largestOf(row));
  });
}

/** Mean over samples of a loss at outputs [count, C]. */
function lossOf(spec: SystemSpec, term: LossTerm, outputs: HostArray): number {
  const count = term.labels!.length;
  checkLoss(spec, [term], count);
  const [resolved] = resolveLoss(spec.neurons, [term], count);
  return meanLossAt(resolved!, Float64Array.from(outputs));
}
