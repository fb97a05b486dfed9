import { join } from 'node:path';
import { type Cell, identify, type RunConfig } from '@hkmem/experiments';
import { RunFolder, runFiles } from '../run-folder/run-folder.ts';
import { removeCellResult } from './result-file.ts';

/**
 * Takes away the result of a cell and the run of a configuration under a root, so that both are made anew.
 * @throws {RunInUseError} if another process works in the run folder. @throws {RunFolderError}
 */
export async function discardCell(root: string, cell: Cell, config: RunConfig): Promise<void> {
  const folder = await RunFolder.open(join(root, identify(config).folder), config);
  try {
    await removeCellResult(root, cell);
    await folder.remove(runFiles.weights, runFiles.checkpoint, runFiles.log, runFiles.evaluation);
  } finally {
    await folder.close();
  }
}
