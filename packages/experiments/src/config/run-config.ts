import type { EditTaskName } from '@hkmem/datasets';
import type { ModelConfig } from './model-settings.ts';
import type { BaseConfig, BiasConfig, EditConfig } from './settings.ts';
import type { TuneConfig } from './tune-settings.ts';

/** What a run of each kind is configured with, by the tag of the kind. */
export interface RunConfigs {
  /** A base memory. */
  readonly base: BaseConfig;
  /** An edit of one by oscillators. */
  readonly edit: EditConfig;
  /** Retrained weights of one. */
  readonly tune: TuneConfig;
  /** A memory that is trained as a whole. */
  readonly model: ModelConfig;
}

/** Tag of a kind of run. */
export type RunKind = keyof RunConfigs;

/** What makes a run what it is; its canonical form is hashed into the run's identity. */
export type RunConfig = RunConfigs[RunKind];

/**
 * A configuration beside the tag of its kind. The tag is no part of the configuration: files and identities do without, as
 * `runOf` can tell it.
 */
export type Run = {
  [Kind in RunKind]: {
    /** Of the run. */
    readonly kind: Kind;
    /** What makes it what it is. */
    readonly config: RunConfigs[Kind];
  };
}[RunKind];

/** The kind of run that a configuration is of, or seems to be of before it is checked. */
export function kindOf(config: object): RunKind {
  if ('method' in config) return 'tune';
  if ('model' in config) return 'model';
  return 'coupling' in config || 'base' in config ? 'edit' : 'base';
}

/** A configuration with the tag of its kind. */
export function runOf(config: RunConfig): Run {
  return { kind: kindOf(config), config } as Run;
}

/** How the labels of a data set are changed. */
export interface LabelEdit {
  /** The rule. */
  readonly task: EditTaskName;
  /** The two digits that it concerns. */
  readonly digits: readonly [number, number];
  /** Pairs of digits that exchange their labels before. */
  readonly swapped?: readonly (readonly [number, number])[];
  /** Digits that training favours; none if absent. */
  readonly bias?: BiasConfig;
  /** Decides the paired images of an associative rule. */
  readonly seed: number;
}

/** The change of labels that a run learns, if it learns one. */
export function labelEdit(run: Run): LabelEdit | undefined {
  return run.kind === 'edit' || run.kind === 'tune' ? run.config : undefined;
}

/** Whether the oscillators of a run see a paired image. */
export function seesPairs<Given extends Run>(run: Given): run is Given & { readonly kind: 'edit' } {
  return run.kind === 'edit' && run.config.task.startsWith('associative-');
}

/** Where class outputs of a run are read. */
export function readoutOf(run: Run): ModelConfig['readout'] {
  return run.kind === 'model' ? run.config.readout : 'threshold';
}
