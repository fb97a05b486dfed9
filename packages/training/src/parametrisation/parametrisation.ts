import type { TrainingState } from './training-state.ts';

/** What a training changes of an engine's parameters, and how a step does: whole parameters, or factors of a correction. */
export interface Parametrisation {
  /** Parameters of the engine that change, by path. */
  readonly paths: readonly string[];
  /** Those of them that take gradients in update `update`, counted from 0. */
  activeAt(update: number): readonly string[];
  /** The optimiser's step of update `update`: enqueued, or waited for where it is taken on the host. */
  optimise(update: number): Promise<void> | void;
  /** The state after `update` updates, with these parameters of the engine only. */
  read(update: number, parameters?: Iterable<string>): Promise<TrainingState>;
  /**
   * Writes the parameters of a state, and what the optimiser holds, which is 0 where the state has none.
   * @throws {ValueError | ShapeError | NonFiniteError | UnknownNameError} before anything is changed.
   */
  write(state: TrainingState): void;
}
