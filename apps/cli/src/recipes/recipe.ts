import type { CouplingName } from '@hkmem/backend';
import type { EditTaskName } from '@hkmem/datasets';
import type { BaseConfig, DataName, EditConfig, ExecutionConfig } from '../config/settings.ts';
import type { FinerEvaluation } from '../jobs/agreement.ts';

/** A base memory without what differs from run to run. */
export type BaseRecipe = Omit<BaseConfig, 'task' | 'data' | 'seed'>;
/** An edit without what differs from run to run. */
export type EditRecipe = Omit<EditConfig, 'task' | 'data' | 'seed' | 'base'>;

/** The settings of a whole profile: one base memory, edits of it, and how they are judged. */
export interface Recipe {
  readonly name: string;
  readonly data: DataName;
  readonly seed: number;
  readonly base: BaseRecipe;
  /** The edit of a task by a coupling. */
  readonly edit: (task: EditTaskName, coupling: CouplingName) => EditRecipe;
  /** The tasks that the profile runs, in order. */
  readonly tasks: readonly EditTaskName[];
  readonly coupling: CouplingName;
  /** How trainings are gone about: of the base memory, and of an edit. */
  readonly execution: { readonly base: ExecutionConfig; readonly edit: ExecutionConfig };
  /** The second, finer integration that accuracies must agree with: over the first `images` test images, all if absent. */
  readonly agreement: FinerEvaluation;
}
