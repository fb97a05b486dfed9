import type { ModelConfig } from '../config/model-settings.ts';
import type {
  BaseConfig,
  BeyondEvaluation,
  EditConfig,
  ExecutionConfig,
  FinerEvaluation,
  Untrained,
} from '../config/settings.ts';
import type { TuneConfig } from '../config/tune-settings.ts';
import { canonicalJson, sha256 } from '../identity.ts';

interface CellParts {
  readonly execution: ExecutionConfig;
  /** A second, finer integration that the accuracy must agree with. */
  readonly finer?: FinerEvaluation;
  /** Whether an accuracy still holds after the time that was trained for. */
  readonly beyond?: BeyondEvaluation;
}

/** A base memory, trained and judged. */
export interface BaseCell extends CellParts {
  /** A base memory. */
  readonly kind: 'base';
  /** What is trained. */
  readonly config: BaseConfig;
}

/** An edit by oscillators, trained and judged. */
export interface EditCell extends CellParts {
  /** An edit. */
  readonly kind: 'edit';
  /** What is trained, its base memory included. */
  readonly config: Untrained<EditConfig>;
}

/** Edits of the same base, one after another: each pair of digits is swapped in its turn, the earlier ones stay so. */
export interface SequenceCell extends CellParts {
  /** A sequence of edits. */
  readonly kind: 'sequence';
  /** The first edit; a swap. */
  readonly config: Untrained<EditConfig>;
  /** The pairs of the edits after it. */
  readonly later: readonly (readonly [number, number])[];
}

/** A baseline without oscillators: the weights themselves are retrained. */
export interface TuneCell extends CellParts {
  /** Retrained weights. */
  readonly kind: 'tune';
  /** What is trained, its base memory included. */
  readonly config: Untrained<TuneConfig>;
}

/**
 * A baseline of an associative task that is told which digit the paired image shows: the retrained weights of the task
 * without context answer beside the second digit, the base memory beside the first.
 */
export interface ToldCell extends CellParts {
  /** Retrained weights that are told the context. */
  readonly kind: 'told';
  /** The associative task, and how weights are retrained for the one without context. */
  readonly config: Untrained<TuneConfig>;
}

/** A memory that is trained as a whole, oscillators included. */
export interface ModelCell extends CellParts {
  /** A memory trained as a whole. */
  readonly kind: 'model';
  /** What is trained. */
  readonly config: ModelConfig;
}

/** One unit of a study: what is trained and how it is judged, as plain JSON. */
export type Cell = BaseCell | EditCell | SequenceCell | TuneCell | ToldCell | ModelCell;

/** What a cell is known by. */
export interface CellIdentity {
  /** SHA-256 of what decides the cell's numbers, in hexadecimal. */
  readonly hash: string;
  /** `<task>-<first 12 hexadecimal digits>`. */
  readonly id: string;
}

/** The identity of a cell: how often it is looked at or saved on the way is no part of it. */
export function identifyCell(cell: Cell): CellIdentity {
  const { execution, ...what } = cell;
  const { rtol, atol, images, energy, steps } = execution.evaluation;
  // Cells that say nothing of steps, and those that share them, are what they were.
  const own = steps === 'own' ? { steps } : {};
  const hash = sha256(canonicalJson({ ...what, evaluation: { rtol, atol, images, energy, ...own } }));
  return { hash, id: `${cell.config.task}-${hash.slice(0, 12)}` };
}

/** The cells whose results must be there first. Their folders are read only, so cells that share one may run at once. */
export function neededCells(cell: Cell): readonly Cell[] {
  if (cell.kind === 'base' || cell.kind === 'model') return [];
  const { execution, finer, beyond } = cell;
  const parts = { execution, ...(finer && { finer }), ...(beyond && { beyond }) };
  return [
    { kind: 'base', config: cell.config.base, ...parts },
    ...(cell.kind === 'told' ? [{ kind: 'tune', config: withoutContext(cell.config), ...parts } as const] : []),
  ];
}

/** The task that an associative one does beside the second digit. */
export function withoutContext({ bias: _, ...config }: Untrained<TuneConfig>): Untrained<TuneConfig> {
  return { ...config, task: config.task.endsWith('swap') ? 'swap' : 'conflation' };
}
