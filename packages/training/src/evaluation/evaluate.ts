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
import {
  type DrivenEngine,
  drivenEngine,
  type FlowEnd,
  type FlowOptions,
  type FlowStatistics,
  flow,
  flowOptions,
  type HeldEngine,
  type StepObserver,
  Workspace,
} from '@hkmem/dynamics';
import type { LossLaw } from '@hkmem/laws';
import { type BatchSource, firstOf, holdingOf, type Samples, writeBatch } from '../batches/batch.ts';
import { describeFlow } from '../flow/training-flow.ts';
import { Pacer } from '../trainer/pause.ts';
import { type EnergyCheck, EnergyWatch } from './energy-check.ts';
import { checkFlowEnd, checkOutputs } from './evaluation-error.ts';
import { type Scores, scoresOf } from './scores.ts';

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
  /** Samples integrated together, 200 if absent. Adaptive steps are chosen for a batch as a whole. */
  readonly batch?: number;
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
  /** Sums over batches. */
  readonly statistics: FlowStatistics & { readonly batches: number };
  /** Time the evaluation took. */
  readonly seconds: number;
  /** How the flow was integrated. */
  readonly flow: string;
  /** What the energy did, if it was to be watched. */
  readonly energy?: EnergyCheck;
}

/**
 * Runs a split through the flow, in order, and compares the largest class output of each sample with its label.
 * @throws {EvaluationError} naming the samples whose flow failed.
 * @throws {ShapeError | ValueError | NonFiniteError} if settings or batches do not fit the system.
 */
export async function evaluate(options: EvaluationOptions): Promise<Evaluation> {
  const { engine, readout, source, batch = 200, limit = source.count, signal } = options;
  const start = performance.now();
  checkReadout(engine.spec, readout);
  if (source.classes !== readout.classes) {
    throw new ValueError('classes of the source', source.classes, `${readout.classes}, those of the read-out`);
  }
  if (!(Number.isInteger(limit) && limit >= 1)) throw new ValueError('limit', limit, 'a whole number from 1');
  const settings = flowOptions(options.flow);
  const count = Math.min(limit, source.count);
  const outputs = new (engine.precision === 'float64' ? Float64Array : Float32Array)(count * readout.classes);
  const labels = new Uint8Array(count);
  const statistics = { accepted: 0, rejected: 0, evaluations: 0, batches: 0 };
  const watch = options.energyCheck === true ? new EnergyWatch(engine) : undefined;
  const pacer = new Pacer();
  let workspace: Workspace | undefined;
  let driven: DrivenEngine | undefined;
  let holding: HeldEngine | undefined;
  let done = 0;
  try {
    for (const whole of source.batches(batch)) {
      signal?.throwIfAborted();
      const samples = firstOf(whole, count - done);
      if (workspace?.batch !== samples.batch) {
        workspace?.dispose();
        driven?.engine.dispose();
        holding?.engine.dispose();
        holding = holdingOf(engine, samples);
        const held = holding?.engine ?? engine;
        driven = samples.input && drivenEngine(held, samples.batch);
        workspace = new Workspace(driven?.engine ?? held, samples.batch);
      }
      if (samples.input !== undefined) driven?.setInput(samples.input);
      const { end, values } = await answerBatch(workspace, samples, { settings, readout, holding }, done, watch);
      outputs.set(values, done * readout.classes);
      labels.set(samples.labels, done);
      done += samples.batch;
      for (const name of ['accepted', 'rejected', 'evaluations'] as const) statistics[name] += end.statistics[name];
      statistics.batches++;
      options.onProgress?.(done, count);
      if (done >= count) break;
      await pacer.pause();
    }
  } finally {
    workspace?.dispose();
    driven?.engine.dispose();
    holding?.engine.dispose();
  }
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

interface AnswerSettings {
  readonly settings: FlowOptions;
  readonly readout: Readout;
  readonly holding: HeldEngine | undefined;
}

/** Class outputs [B, C] of a batch; `offset` is the place of its first sample in the split. */
async function answerBatch(
  workspace: Workspace,
  samples: Samples,
  { settings, readout, holding }: AnswerSettings,
  offset: number,
  watch: EnergyWatch | undefined,
): Promise<{ readonly end: FlowEnd; readonly values: HostArray }> {
  const { engine } = workspace;
  const state = workspace.take();
  writeBatch(engine, state, samples, holding);
  await watch?.begin(engine, state);
  const observe: StepObserver | undefined = watch && ((t) => watch.observe(t, state));
  const end = await flow(workspace, state, settings, observe);
  await checkFlowEnd(workspace, state, end, settings.control.kind !== 'adaptive', offset);
  watch?.end(offset);
  const values = await engine.readout(state, readout);
  checkOutputs(values, readout.classes, offset, end.t);
  workspace.give(state);
  return { end, values };
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
