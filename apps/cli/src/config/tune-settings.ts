import type { EditTaskName } from '@hkmem/datasets';
import type { BaseConfig, BiasConfig, DataName, TrainingConfig } from './settings.ts';

/** How the weights of a base memory are retrained for an edited task: the baselines beside edits by oscillators. */
export const tuneMethods = ['fine-tune', 'low-rank'] as const;
export type TuneMethod = (typeof tuneMethods)[number];

/** What makes a retraining of W what it is. No oscillators: of an associative task, the paired image is not seen. */
export interface TuneConfig extends TrainingConfig {
  readonly task: EditTaskName;
  readonly method: TuneMethod;
  /** Rank r of the correction U diag(c) U^T of `low-rank`, which needs it. */
  readonly rank?: number;
  readonly data: DataName;
  readonly seed: number;
  readonly digits: readonly [number, number];
  /** SHA-256 of the weights file that is retrained. */
  readonly base: string;
  readonly bias?: BiasConfig;
}

/** A retraining with the base memory by its configuration: neither needs to be trained yet. */
export interface UntrainedTune extends Omit<TuneConfig, 'base'> {
  readonly base: BaseConfig;
}
