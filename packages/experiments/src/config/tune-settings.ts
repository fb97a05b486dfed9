import type { EditTaskName } from '@hkmem/datasets';
import type { BiasConfig, DataName, TrainingConfig } from './settings.ts';

/** How the weights of a base memory are retrained for an edited task: the baselines beside edits by oscillators. */
export const tuneMethods = ['fine-tune', 'low-rank'] as const;
/** One of `tuneMethods`. */
export type TuneMethod = (typeof tuneMethods)[number];

/** What makes a retraining of W what it is. No oscillators: of an associative task, the paired image is not seen. */
export interface TuneConfig extends TrainingConfig {
  /** How labels change. */
  readonly task: EditTaskName;
  /** The whole matrix, or a correction of low rank. */
  readonly method: TuneMethod;
  /** Rank r of the correction U diag(c) U^T of `low-rank`, which needs it. */
  readonly rank?: number;
  /** The images. */
  readonly data: DataName;
  /** Of all that is drawn. */
  readonly seed: number;
  /** The two digits whose labels change. */
  readonly digits: readonly [number, number];
  /** SHA-256 of the weights file that is retrained. */
  readonly base: string;
  /** Digits that training favours; none if absent. */
  readonly bias?: BiasConfig;
}
