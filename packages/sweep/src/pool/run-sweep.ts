import type { Cell } from '@hkmem/experiments';
import { type SweepResults, sweepResults } from '../results/sweep-results.ts';
import { writeSweep } from '../results/write-results.ts';
import { type PoolOptions, runCells } from './local-pool.ts';

/** A sweep that is over, and where its tables are. */
export interface FinishedSweep {
  /** Where its tables are. */
  readonly folder: string;
  /** What is in them. */
  readonly results: SweepResults;
}

/** Runs the cells of a sweep on this machine and writes its tables. Throws as `runCells` and `writeSweep`. */
export async function runSweep(
  cells: readonly Cell[],
  options: PoolOptions & { /** The clock of the report; the system's if absent. */ readonly now?: () => Date },
): Promise<FinishedSweep> {
  const { now = () => new Date(), ...pool } = options;
  const results = sweepResults(await runCells(cells, pool));
  return { folder: await writeSweep(pool.root, results, now()), results };
}
