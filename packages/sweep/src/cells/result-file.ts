import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cell, type CellResult, identifyCell, resultOfCell } from '@hkmem/experiments';
import { makeFolder, writeAtomically } from '../run-folder/atomic-write.ts';
import { readIfThere } from '../run-folder/read-if-there.ts';

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

/** Takes the result of a cell away, if there is one. */
export async function removeCellResult(root: string, cell: Cell): Promise<void> {
  await rm(resultFile(root, cell), { force: true });
}
