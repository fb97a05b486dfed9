import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cell, type CellResult, identifyCell, isSettings, resultOfCell } from '@hkmem/experiments';
import { DamagedResultError } from '../errors.ts';
import { makeFolder, writeAtomically } from '../run-folder/atomic-write.ts';
import { readIfThere } from '../run-folder/read-if-there.ts';

/** The file of a cell's result under a root. */
export function resultFile(root: string, cell: Cell): string {
  return join(root, 'cells', `${identifyCell(cell).id}.json`);
}

/**
 * The result of a cell, or undefined if there is none. A store's has a checksum too.
 * @throws {RunFolderError} naming the file, if there is one that cannot be read: whether the cell was run is not known.
 * @throws {DamagedResultError} if what is there is not the result of this cell; it stays.
 */
export async function readCellResult(root: string, cell: Cell): Promise<CellResult | undefined> {
  const path = resultFile(root, cell);
  const bytes = await readIfThere(path);
  if (bytes === undefined) return undefined;
  const found = parsed(path, bytes);
  const { checksum: _, ...rest } = isSettings(found) ? found : {};
  const result = resultOfCell(rest, cell);
  if (result === undefined) throw new DamagedResultError(path, 'it holds something else than a result of this cell');
  return result;
}

function parsed(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new DamagedResultError(path, 'it is not JSON, and may be cut short', { cause });
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
