import { type Cell, identifyCell } from '@hkmem/experiments';
import type { FinishedSweep } from '../pool/run-sweep.ts';
import type { CellOutcome } from '../results/outcome.ts';
import { sweepResults } from '../results/sweep-results.ts';
import { writeSweep } from '../results/write-results.ts';
import type { Store } from './store/store.ts';
import { findResult } from './store/stored-results.ts';

/** Results read at once. */
const atOnce = 16;

/**
 * Writes the tables of a sweep to `<root>/<id>` from what a store holds. A cell without result is failed, for the reason
 * given by its id. @throws {StoreError | RunFolderError}
 */
export async function collect(
  store: Store,
  cells: readonly Cell[],
  root: string,
  reasons: ReadonlyMap<string, string>,
  now: Date,
): Promise<FinishedSweep> {
  const results = sweepResults(await storedOutcomes(store, cells, reasons));
  return { folder: await writeSweep(root, results, now), results };
}

/** What a store holds of some cells; one without result is failed, for the reason given by its id. @throws {StoreError} */
export async function storedOutcomes(
  store: Store,
  cells: readonly Cell[],
  reasons: ReadonlyMap<string, string> = new Map(),
): Promise<readonly CellOutcome[]> {
  const outcomes: CellOutcome[] = [];
  for (let first = 0; first < cells.length; first += atOnce) {
    const part = cells.slice(first, first + atOnce);
    outcomes.push(
      ...(await Promise.all(
        part.map(async (cell): Promise<CellOutcome> => {
          const { id } = identifyCell(cell);
          const result = await findResult(store, cell);
          return result === undefined
            ? { id, cell, error: reasons.get(id) ?? 'not in the store' }
            : { id, cell, result };
        }),
      )),
    );
  }
  return outcomes;
}
