import {
  checkLoss,
  checkOptions,
  checkReadout,
  checkValues,
  type Engine,
  type LossName,
  RandomKey,
  type Readout,
  shapeOf,
  ValueError,
} from '@hkmem/backend';
import type { LossLaw } from '@hkmem/laws';
import type { BatchSource } from '../batches/batch.ts';
import { checkWhole } from '../check-whole.ts';
import { type FlowSettings, trainingFlowOptions } from '../flow/training-flow.ts';
import { checkObjective, type Objective } from '../objective/objective.ts';
import { checkOptimiser, type OptimiserSettings } from '../optimiser/optimiser.ts';
import { correctedPath, factorShapes, type LowRankSettings } from '../parametrisation/low-rank-settings.ts';
import type { SpectrumBoundOptions } from '../spectrum/bound-spectrum.ts';
import { checkSpectralBounds } from '../spectrum/hold-spectrum.ts';

/** Settings of a `Trainer`. */
export interface TrainerSettings {
  /** The system to train, with its parameters written. One trainer at a time may use it. */
  readonly engine: Engine;
  /** How class outputs are read from a state. */
  readonly readout: Readout;
  /** l(out, y) of every output, by name or as a law; `squaredError` if absent. */
  readonly loss?: LossName | LossLaw;
  /** How flows are integrated. */
  readonly flow: FlowSettings;
  /** What makes a step of a gradient. */
  readonly optimiser: OptimiserSettings;
  /** Paths of the parameters to train. */
  readonly trainable: readonly string[];
  /** B. */
  readonly batch: number;
  /** Updates after which the training is finished. */
  readonly updates: number;
  /** Seed of the jitter of the steps; a source has a key of its own. */
  readonly seed: number;
  /** Bytes of states that the pass forward may keep for the pass back; 512 MiB if absent. */
  readonly byteBudget?: number;
  /** By path: the number of updates during which a trainable parameter is held; 0 if absent. */
  readonly freezeUntil?: Readonly<Record<string, number>>;
  /** Trains a correction of low rank of `hopfield.weights`, the one `trainable`, with groups `low-rank.U` and `low-rank.c`. */
  readonly lowRank?: LowRankSettings;
  /**
   * `run` looks at losses after so many updates; 1 if absent. More saves a GPU the wait for each loss. Reports then come
   * in groups, and after a loss that is not finite the group is rewound and done again one by one.
   */
  readonly checkEvery?: number;
  /** What is made small; the squared error of the read-out at the end of the flow if absent. */
  readonly objective?: Objective;
  /** Bounds within which the eigenvalues of W are held, or the singular values of layers; not held if absent. */
  readonly spectrum?: HeldSpectrum;
}

/** A spectrum that a training keeps within bounds. */
export interface HeldSpectrum extends Pick<SpectrumBoundOptions, 'low' | 'high' | 'selfWeights' | 'absent'> {
  /** Updates from one look to the next; the last update is looked at too. */
  readonly every: number;
}

/** @throws {ValueError | UnknownNameError} naming the first setting that does not fit. */
export function checkTrainerSettings(settings: TrainerSettings, source: BatchSource): void {
  const { engine, readout, trainable, batch, updates, seed, freezeUntil = {}, checkEvery = 1 } = settings;
  const shapes = settings.lowRank === undefined ? engine.shapes : checkLowRank(settings, settings.lowRank);
  checkReadout(engine.spec, readout);
  checkLoss(engine.spec, [{ ...(settings.loss && { loss: settings.loss }), readout, labels: [0] }], 1);
  if (source.classes !== readout.classes) {
    throw new ValueError('classes of the source', source.classes, `${readout.classes}, those of the read-out`);
  }
  trainingFlowOptions(settings.flow);
  checkOptimiser(settings.optimiser, shapes);
  RandomKey.fromSeed(seed);
  checkWhole('batch', batch, 1);
  checkWhole('updates', updates, 0);
  checkWhole('checkEvery', checkEvery, 1);
  const { byteBudget = 0 } = settings;
  if (!(byteBudget >= 0)) throw new ValueError('byteBudget', byteBudget, 'a number of bytes from 0');
  if (settings.objective !== undefined && settings.loss !== undefined) {
    throw new ValueError('loss', 'one', 'none beside an objective, which has losses of its own', 'Leave one out.');
  }
  if (settings.objective !== undefined)
    checkObjective(settings.objective, settings.flow, engine.spec, readout, trainable);
  if (settings.spectrum !== undefined) checkSpectrum(settings.spectrum, settings);
  if (trainable.length === 0) throw new ValueError('trainable', 'no parameter', [...engine.shapes.keys()].join(', '));
  for (const path of trainable) shapeOf(engine.shapes, path);
  if (new Set(trainable).size < trainable.length) {
    throw new ValueError('trainable', trainable.join(', '), 'every parameter once');
  }
  for (const [path, first] of Object.entries(freezeUntil)) {
    if (!trainable.includes(path)) throw new ValueError('freezeUntil', path, trainable.join(', '), 'Or let it train.');
    checkWhole(`freezeUntil of '${path}'`, first, 0);
  }
}

function checkSpectrum({ every, ...bounds }: HeldSpectrum, { lowRank, engine }: TrainerSettings): void {
  checkWhole('every of a spectrum', every, 1);
  checkSpectralBounds(engine.spec, bounds);
  if (lowRank !== undefined) throw new ValueError('spectrum', 'one', 'none beside lowRank', 'Leave it out.');
}

/** What the optimiser steps in place of the weights. @throws as `checkTrainerSettings`. */
function checkLowRank(
  { engine, trainable, freezeUntil }: TrainerSettings,
  lowRank: LowRankSettings,
): ReadonlyMap<string, readonly number[]> {
  checkOptions<LowRankSettings>('lowRank', lowRank, { rank: 'required', base: 'required' });
  const { rank, base } = lowRank;
  const { neurons, threshold } = engine.spec;
  if (threshold === undefined || threshold.layers !== undefined) {
    throw new ValueError('low-rank correction', 'a system without dense Hopfield weights', 'a dense Hopfield memory');
  }
  if (trainable.length !== 1 || trainable[0] !== correctedPath) {
    throw new ValueError('trainable of a low-rank correction', trainable.join(', '), correctedPath);
  }
  if (freezeUntil !== undefined) throw new ValueError('freezeUntil', 'one', 'none beside lowRank', 'Leave it out.');
  checkWhole('rank', rank, 1);
  if (rank > neurons) throw new ValueError('rank', rank, `at most ${neurons}, the number of neurons`);
  checkValues('base of the low-rank correction', base, [neurons, neurons]);
  return factorShapes(neurons, rank);
}
