import { type CellResult, distinctCells, identifyCell, type Study, type StudyOutcomes } from '@hkmem/experiments';
import { readCellResult } from '../cells/result-file.ts';
import { RunFolderError } from '../errors.ts';

/** What is finished of a study, without running anything; of a result that cannot be read, the error. */
export async function finishedStudy(study: Study, root: string): Promise<StudyOutcomes> {
  const results = new Map<string, CellResult>();
  const errors = new Map<string, string>();
  for (const { cell } of distinctCells(study)) {
    try {
      const result = await readCellResult(root, cell);
      if (result !== undefined) results.set(result.id, result);
    } catch (error) {
      if (!(error instanceof RunFolderError)) throw error;
      errors.set(identifyCell(cell).id, error.message);
    }
  }
  return { results, errors };
}
