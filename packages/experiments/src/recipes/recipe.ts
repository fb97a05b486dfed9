import type { CouplingName } from '@hkmem/backend';
import type { EditTaskName } from '@hkmem/datasets';
import type { BaseConfig, DataName, EditConfig, ExecutionConfig, FinerEvaluation } from '../config/settings.ts';

/** A base memory without what differs from run to run. */
export type BaseRecipe = Omit<BaseConfig, 'task' | 'data' | 'seed'>;
/** An edit without what differs from run to run. */
export type EditRecipe = Omit<EditConfig, 'task' | 'data' | 'seed' | 'base'>;

/** The settings of a whole profile: one base memory, edits of it, and how they are judged. */
export interface Recipe {
  /** What to call it. */
  readonly name: string;
  /** The images. */
  readonly data: DataName;
  /** Of the base memory and all edits. */
  readonly seed: number;
  /** The memory that is edited. */
  readonly base: BaseRecipe;
  /** The edit of a task by a coupling. */
  readonly edit: (task: EditTaskName, coupling: CouplingName) => EditRecipe;
  /** The tasks that the profile runs, in order. */
  readonly tasks: readonly EditTaskName[];
  /** The coupling that the profile edits by. */
  readonly coupling: CouplingName;
  /** How trainings are gone about: of the base memory, and of an edit. */
  readonly execution: { readonly base: ExecutionConfig; readonly edit: ExecutionConfig };
  /** The second, finer integration that accuracies must agree with: over the first `images` test images, all if absent. */
  readonly agreement: FinerEvaluation;
}
