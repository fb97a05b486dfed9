import { join } from 'node:path';
import { type BaseCell, type CellResult, type EditCell, identify, type RunConfig } from '@hkmem/experiments';
import { RunFolderError } from '../errors.ts';
import { readRun, type StoredRun } from '../running/stored-run.ts';
import type { Session } from '../session/session.ts';
import type { RunReporter } from './cell-work.ts';
import { discardCell } from './discard.ts';
import { readCellResult, removeCellResult } from './result-file.ts';
import { runCell } from './run-cell.ts';

/** A cell that is done, with its run. */
export interface KeptCell {
  /** Of the cell. */
  readonly result: CellResult;
  /** What the run folder holds. */
  readonly run: StoredRun;
  /** Whether nothing was trained for it now. */
  readonly reused: boolean;
}

/** How a cell is done. */
export interface KeptCellOptions {
  /** Do it anew even if it is there. */
  readonly fresh: boolean;
  /** Given every run before its folder is closed. */
  readonly report?: RunReporter;
}

/**
 * Runs a cell unless its result and its run are there, for reports that show the run too; `config` is that of its run, with
 * the hash of the base memory. Throws as `runCell`.
 */
export async function keptCell(
  session: Session,
  root: string,
  cell: BaseCell | EditCell,
  config: RunConfig,
  { fresh, report }: KeptCellOptions,
): Promise<KeptCell> {
  const path = join(root, identify(config).folder);
  const { evaluation } = cell.execution;
  const found = fresh ? undefined : await readCellResult(root, cell);
  const kept = found && (await readRun(path, evaluation));
  if (found !== undefined && kept !== undefined) return { result: found, run: kept, reused: true };
  // A result from elsewhere, whose run is not here: the report shows the run.
  if (found !== undefined) await removeCellResult(root, cell);
  if (fresh) await discardCell(root, cell, config);
  let reused = true;
  const result = await runCell(session, root, cell, async (folder, run, unedited) => {
    reused &&= run.reused;
    await report?.(folder, run, unedited);
  });
  const run = await readRun(path, evaluation);
  if (run === undefined) throw new RunFolderError(`'${path}' was changed by another program while this one worked.`);
  return { result, run, reused };
}
