import { join } from 'node:path';
import { makeFolder, writeAtomically } from '../run-folder/atomic-write.ts';
import { readIfThere } from '../run-folder/read-if-there.ts';
import { type Cell, identifyCell } from './cell.ts';
import { resultOfCell } from './result-schema.ts';

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
  readonly evaluationSeconds: number;
  readonly backend: string;
  readonly threads: number;
  readonly machine: string;
  /** When it was finished, in ISO 8601. */
  readonly finished: string;
}

/** A finished cell. */
export interface CellResult {
  readonly id: string;
  readonly hash: string;
  /** Of hkmem. */
  readonly version: string;
  readonly cell: Cell;
  /**
   * Decided by cell, version and backend alone: the same bits on every run, on processors of one kind. The result that is
   * there first is kept, whichever version and backend made it; `version` and `cost` say which.
   */
  readonly numbers: Readonly<Record<string, CellNumber>>;
  readonly cost: CellCost;
}

/** The file of a cell's result under a root. */
export function resultFile(root: string, cell: Cell): string {
  return join(root, 'cells', `${identifyCell(cell).id}.json`);
}

/**
 * The result of a cell, or undefined if there is none that is whole and its own. A store's has a checksum too.
 * @throws {RunFolderError} naming the file, if there is one that cannot be read: whether the cell was run is not known.
 */
export async function readCellResult(root: string, cell: Cell): Promise<CellResult | undefined> {
  const bytes = await readIfThere(resultFile(root, cell));
  if (bytes === undefined) return undefined;
  try {
    const { checksum: _, ...found } = JSON.parse(new TextDecoder().decode(bytes));
    return resultOfCell(found, cell);
  } catch {
    // Cut short: it is written again.
    return undefined;
  }
}

/** Keeps a result. @throws {RunFolderError} if it cannot be written; one that was there stays. */
export async function writeCellResult(root: string, result: CellResult): Promise<void> {
  await makeFolder(join(root, 'cells'));
  await writeAtomically(resultFile(root, result.cell), `${JSON.stringify(result)}\n`);
}
