import type { Cell } from '../cells/cell.ts';
import { type PoolOptions, runCells } from './local-pool.ts';
import { type SweepResults, sweepResults } from './results/sweep-results.ts';
import { writeSweep } from './results/write-results.ts';
import { sweepDisplay } from './sweep-display.ts';

/** A sweep that is over, and where its tables are. */
export interface FinishedSweep {
  readonly folder: string;
  readonly results: SweepResults;
}

/** Runs the cells of a sweep on this machine and writes its tables. Throws as `runCells` and `writeSweep`. */
export async function runSweep(
  cells: readonly Cell[],
  options: Omit<PoolOptions, 'onProgress'> & { readonly quiet: boolean },
): Promise<FinishedSweep> {
  const display = sweepDisplay(options.context, options.quiet);
  try {
    const results = sweepResults(await runCells(cells, { ...options, onProgress: display.show }));
    return { folder: await writeSweep(options.root, results, options.context.now()), results };
  } finally {
    display.end();
  }
}
