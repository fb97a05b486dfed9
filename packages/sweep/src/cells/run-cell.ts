import { type Cell, type CellResult, identifyCell } from '@hkmem/experiments';
import { describeMachine, machineLine } from '../machine.ts';
import { runBase } from '../running/base-run.ts';
import { runModel } from '../running/model-run.ts';
import { trainedBase } from '../running/trained-base.ts';
import { runTune } from '../running/tune-run.ts';
import type { Session } from '../session/session.ts';
import { version } from '../version.ts';
import { type CellWork, Judge, type RunReporter } from './cell-work.ts';
import { editCell } from './edit-cell.ts';
import { readCellResult, writeCellResult } from './result-file.ts';
import { sequenceCell } from './sequence-cell.ts';
import { toldCell } from './told-cell.ts';

/**
 * Trains and judges what a cell says, in run folders under `root`, and keeps its result in `<root>/cells`. A finished cell
 * is read, an interrupted one goes on from its last checkpoint, and what it needs is made first if it is not there.
 * `report` is given every run before its folder is closed. Throws as `runBase` and `runEdit`.
 */
export async function runCell(session: Session, root: string, cell: Cell, report?: RunReporter): Promise<CellResult> {
  const found = await readCellResult(root, cell);
  if (found !== undefined) return found;
  const { numbers, ...seconds } = await work(session, root, cell, report);
  const result: CellResult = {
    ...identifyCell(cell),
    version: version(),
    cell,
    numbers,
    cost: {
      ...seconds,
      backend: `${session.backend.name} (${session.backend.description})`,
      threads: session.workers,
      machine: machineLine(describeMachine()),
      finished: session.now().toISOString(),
    },
  };
  await writeCellResult(root, result);
  return result;
}

async function work(session: Session, root: string, cell: Cell, report?: RunReporter): Promise<CellWork> {
  if (cell.kind === 'edit') return editCell(session, root, cell, report);
  if (cell.kind === 'sequence') return sequenceCell(session, root, cell, report);
  if (cell.kind === 'told') return toldCell(session, root, cell, report);
  const judge = new Judge(session, cell, report);
  const { execution } = cell;
  if (cell.kind === 'base') return judge.work(await runBase(session, root, cell.config, execution, {}, judge.finish));
  if (cell.kind === 'model') return judge.work(await runModel(session, root, cell.config, execution, judge.finish));
  const base = await trainedBase(session, root, cell.config.base, execution);
  const full = { ...cell.config, base: base.memory.hash };
  const run = await runTune(session, root, full, execution, base, judge.finish);
  return judge.work(run, run.unedited);
}
