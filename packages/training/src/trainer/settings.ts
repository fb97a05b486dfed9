import { checkReadout, type Engine, RandomKey, type Readout, shapeOf, ValueError } from '@hkmem/backend';
import type { BatchSource } from '../batches/batch.ts';
import { type TrainingFlow, trainingFlowOptions } from '../flow/training-flow.ts';
import { checkOptimiser, type OptimiserSettings } from '../optimiser/optimiser.ts';

/** Settings of a `Trainer`. */
export interface TrainerSettings {
  /** The system to train, with its parameters written. One trainer at a time may use it. */
  readonly engine: Engine;
  /** How class outputs are read from a state. */
  readonly readout: Readout;
  /** How flows are integrated. */
  readonly flow: TrainingFlow;
  /** What makes a step of a gradient. */
  readonly optimiser: OptimiserSettings;
  /** Paths of the parameters to train. */
  readonly trainable: readonly string[];
  /** B. */
  readonly batchSize: number;
  /** Updates after which the training is finished. */
  readonly updates: number;
  /** Seed of the jitter of the steps; a source has a key of its own. */
  readonly seed: number;
  /** Bytes of states that the pass forward may keep for the pass back; 512 MiB if absent. */
  readonly byteBudget?: number;
  /** By path: the number of updates during which a trainable parameter is held; 0 if absent. */
  readonly freezeUntil?: Readonly<Record<string, number>>;
  /**
   * `run` looks at losses after so many updates; 1 if absent. More saves a GPU the wait for each loss. Reports then come
   * in groups, and after a loss that is not finite the group is rewound and done again one by one.
   */
  readonly checkEvery?: number;
}

/** @throws {ValueError | UnknownNameError} naming the first setting that does not fit. */
export function checkTrainerSettings(settings: TrainerSettings, source: BatchSource): void {
  const { engine, readout, trainable, batchSize, updates, seed, freezeUntil = {}, checkEvery = 1 } = settings;
  checkReadout(engine.spec, readout);
  if (source.classes !== readout.classes) {
    throw new ValueError('classes of the source', source.classes, `${readout.classes}, those of the read-out`);
  }
  trainingFlowOptions(settings.flow);
  checkOptimiser(settings.optimiser, engine.shapes);
  RandomKey.fromSeed(seed);
  checkWhole('batchSize', batchSize, 1);
  checkWhole('updates', updates, 0);
  checkWhole('checkEvery', checkEvery, 1);
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

export function checkWhole(what: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least))
    throw new ValueError(what, value, `a whole number from ${least}`);
}
