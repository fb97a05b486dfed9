import { type LossLaw, lossLaws } from '@hkmem/laws';
import { NonFiniteError, ShapeError, UnknownNameError, ValueError } from '../errors.ts';
import {
  checkLabels,
  checkReading,
  outputCount,
  type Reading,
  type ResolvedReading,
  resolveReading,
} from './readout.ts';
import type { SystemSpec } from './system-spec.ts';

/**
 * Losses with names. `squaredError` (out - y)^2, `hinge` max(0, 1 - y out) and `logistic` log(1 + e^(-y out)) are laws of one
 * output; `crossEntropy` is -sum_c y_c log softmax(out)_c, of all outputs of a sample together.
 */
export const lossNames = ['squaredError', 'hinge', 'logistic', 'crossEntropy'] as const;
/** A name of a loss. */
export type LossName = (typeof lossNames)[number];

/** One part of a loss: what is read of a state, and how far that is from what it should be. */
export interface LossTerm {
  /** l(out, y), by name or as a law; `squaredError` if absent. */
  readonly loss?: LossName | LossLaw;
  /** What is read, C outputs a sample. */
  readonly readout: Reading;
  /**
   * The class of each sample, [B]: y = 1 for it and -1 for the others, 0 with `crossEntropy`. Either these or `targets`.
   */
  readonly labels?: ArrayLike<number>;
  /** y of every output, [B, C]: -1 to 1 as a rule, probabilities with `crossEntropy`. */
  readonly targets?: ArrayLike<number>;
  /** Factor of this part, above 0; 1 if absent. For a mean over outputs, 1 / C. */
  readonly weight?: number;
  /** Values of the law's parameters by name; those that are absent start as the law says, at the mean of their draws. */
  readonly parameters?: Readonly<Record<string, number>>;
}

/** A part of a loss without names: weight times the mean over the batch of the sum over outputs. */
export interface ResolvedLoss {
  /** l, or cross entropy, which is no law. */
  readonly law: LossLaw | 'crossEntropy';
  /** Where outputs are read. */
  readonly reading: ResolvedReading;
  /** y, [B, C]. */
  readonly targets: Float64Array;
  /** Where y follows from classes: that of each sample, [B], and y of all others; y of the class is 1. */
  readonly classes?: { readonly labels: ArrayLike<number>; readonly others: number };
  /** Factor. */
  readonly weight: number;
  /** Values of the law's parameters by name. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** @throws {ShapeError | ValueError | NonFiniteError | UnknownNameError} naming what does not fit of the parts of a loss. */
export function checkLoss(spec: SystemSpec, terms: readonly LossTerm[], batch: number): void {
  if (!Array.isArray(terms) || terms.length === 0) {
    throw new ValueError('loss', 'no part', 'a list of one part or more', 'Pass [{ readout, labels }].');
  }
  for (const term of terms) {
    const { loss = 'squaredError', readout, labels, targets, weight = 1, parameters = {} } = term;
    checkReading(spec, readout);
    if (typeof loss === 'string' && !(lossNames as readonly string[]).includes(loss)) {
      throw new UnknownNameError('loss', String(loss), lossNames);
    }
    if (typeof loss !== 'string' && (loss as { kind?: unknown } | null)?.kind !== 'loss') {
      throw new ValueError('loss', 'another object', "a name or a law of kind 'loss'", 'Make laws with lossLaw.');
    }
    if ((labels === undefined) === (targets === undefined)) {
      const got = labels === undefined ? 'neither' : 'both';
      throw new ValueError('labels and targets of a loss', got, 'one of them', 'Labels name classes, targets give y.');
    }
    const outputs = outputCount(readout);
    if (labels !== undefined) checkLabels(labels, batch, outputs);
    if (targets !== undefined) {
      if (targets.length !== batch * outputs) {
        throw new ShapeError('targets', targets.length, [batch, outputs], 'Give one for every output of every sample.');
      }
      for (let k = 0; k < targets.length; k++) {
        if (!Number.isFinite(targets[k])) throw new NonFiniteError('targets', k, targets[k]!);
      }
    }
    if (!(weight > 0 && Number.isFinite(weight))) throw new ValueError('weight of a loss', weight, 'a number above 0');
    checkParameters(loss, parameters);
  }
}

function checkParameters(loss: LossName | LossLaw, given: Readonly<Record<string, number>>): void {
  const names = typeof loss === 'string' ? [] : loss.parameters.map(({ name }) => name);
  for (const [name, value] of Object.entries(given)) {
    if (!names.includes(name)) throw new UnknownNameError('parameter of the loss', name, names);
    if (!Number.isFinite(value)) throw new ValueError(`parameter '${name}' of the loss`, value, 'a finite number');
  }
}

/** The same without names; the parts hold together. */
export function resolveLoss(neurons: number, terms: readonly LossTerm[], batch: number): readonly ResolvedLoss[] {
  return terms.map(({ loss = 'squaredError', readout, labels, targets, weight = 1, parameters }) => {
    const reading = resolveReading(neurons, readout);
    const law = typeof loss === 'object' ? loss : loss === 'crossEntropy' ? loss : lossLaws[loss];
    const others = law === 'crossEntropy' ? 0 : -1;
    const C = reading.first.length;
    return {
      law,
      reading,
      ...(labels === undefined
        ? { targets: Float64Array.from(targets!) }
        : { targets: targetsOf(labels, batch, C, others), classes: { labels, others } }),
      weight,
      parameters: law === 'crossEntropy' ? {} : { ...startsOf(law), ...parameters },
    };
  });
}

function targetsOf(labels: ArrayLike<number>, batch: number, classes: number, others: number): Float64Array {
  const targets = new Float64Array(batch * classes).fill(others);
  for (let b = 0; b < batch; b++) targets[b * classes + labels[b]!] = 1;
  return targets;
}

function startsOf(law: LossLaw): Record<string, number> {
  return Object.fromEntries(
    law.parameters.map(({ name, start }) => [name, typeof start === 'number' ? start : (start.mean ?? 0)]),
  );
}
