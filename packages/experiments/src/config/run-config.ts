import type { EditTaskName } from '@hkmem/datasets';
import type { ModelConfig } from './model-settings.ts';
import type { BaseConfig, EditConfig } from './settings.ts';
import type { TuneConfig } from './tune-settings.ts';

/** What makes a run what it is; its canonical form is hashed into the run's identity. */
export type RunConfig = BaseConfig | EditConfig | TuneConfig | ModelConfig;

/** How the labels of a data set are changed. */
export interface LabelEdit {
  /** The rule. */
  readonly task: EditTaskName;
  /** The two digits that it concerns. */
  readonly digits: readonly [number, number];
  /** Pairs of digits that exchange their labels before. */
  readonly swapped?: readonly (readonly [number, number])[];
  /** Decides the paired images of an associative rule. */
  readonly seed: number;
}

/** Whether a run is an edit by oscillators. */
export function isEdit(config: RunConfig): config is EditConfig {
  return 'coupling' in config && 'base' in config;
}

/** Whether a run retrains the weights of a base memory. */
export function isTune(config: RunConfig): config is TuneConfig {
  return 'method' in config;
}

/** Whether a run trains a memory as a whole. */
export function isModel(config: RunConfig): config is ModelConfig {
  return 'model' in config;
}

/** The change of labels that a run learns, if it learns one. */
export function labelEdit(config: RunConfig): LabelEdit | undefined {
  return isEdit(config) || isTune(config) ? config : undefined;
}

/** Whether the oscillators of a run see a paired image. */
export function seesPairs(config: RunConfig): config is EditConfig {
  return isEdit(config) && config.task.startsWith('associative-');
}

/** Where class outputs of a run are read. */
export function readoutOf(config: RunConfig): ModelConfig['readout'] {
  return isModel(config) ? config.readout : 'threshold';
}
