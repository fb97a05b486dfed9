import type { Cell } from './cell.ts';

/** What a number of a result may be. */
export type CellNumber =
  | number
  | string
  | boolean
  | null
  | readonly CellNumber[]
  | { readonly [name: string]: CellNumber };

/** What it took to get a result; differs from run to run. */
export interface CellCost {
  /** In updates, over all sessions of the run. */
  readonly trainingSeconds: number;
  /** In evaluations, those that were kept from before included. */
  readonly evaluationSeconds: number;
  /** Name and description. */
  readonly backend: string;
  /** Of the backend. */
  readonly threads: number;
  /** Processor, memory and versions in one line. */
  readonly machine: string;
  /** When it was finished, in ISO 8601. */
  readonly finished: string;
}

/** A finished cell. */
export interface CellResult {
  /** `<task>-<first 12 hexadecimal digits of the hash>`. */
  readonly id: string;
  /** Of the cell, see `identifyCell`. */
  readonly hash: string;
  /** Of hkmem. */
  readonly version: string;
  /** What was run. */
  readonly cell: Cell;
  /**
   * Decided by cell, version and backend alone: the same bits on every run, on processors of one kind. The result that is
   * there first is kept, whichever version and backend made it; `version` and `cost` say which.
   */
  readonly numbers: Readonly<Record<string, CellNumber>>;
  /** What it took. */
  readonly cost: CellCost;
}
