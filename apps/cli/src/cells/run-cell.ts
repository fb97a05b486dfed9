import { runBase } from '../jobs/base-run.ts';
import { runModel } from '../jobs/model-run.ts';
import type { Session } from '../jobs/session.ts';
import { trainedBase } from '../jobs/trained-base.ts';
import { runTune } from '../jobs/tune-run.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { version } from '../version.ts';
import { type Cell, identifyCell } from './cell.ts';
import { type CellResult, readCellResult, writeCellResult } from './cell-result.ts';
import { type CellWork, Judge } from './cell-work.ts';
import { editCell } from './edit-cell.ts';
import { sequenceCell } from './sequence-cell.ts';
import { toldCell } from './told-cell.ts';

/**
 * Trains and judges what a cell says, in run folders under `root`, and keeps its result in `<root>/cells`. A finished cell
 * is read, an interrupted one goes on from its last checkpoint, and what it needs is made first if it is not there.
 * Throws as `runBase` and `runEdit`.
 */
export async function runCell(session: Session, root: string, cell: Cell): Promise<CellResult> {
  const found = await readCellResult(root, cell);
  if (found !== undefined) return found;
  const { numbers, ...seconds } = await work(session, root, cell);
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
      finished: session.context.now().toISOString(),
    },
  };
  await writeCellResult(root, result);
  return result;
}

async function work(session: Session, root: string, cell: Cell): Promise<CellWork> {
  if (cell.kind === 'edit') return editCell(session, root, cell);
  if (cell.kind === 'sequence') return sequenceCell(session, root, cell);
  if (cell.kind === 'told') return toldCell(session, root, cell);
  const judge = new Judge(session, cell);
  const { execution } = cell;
  if (cell.kind === 'base') return judge.work(await runBase(session, root, cell.config, execution, {}, judge.finish));
  if (cell.kind === 'model') return judge.work(await runModel(session, root, cell.config, execution, judge.finish));
  const base = await trainedBase(session, root, cell.config.base, execution);
  const full = { ...cell.config, base: base.memory.hash };
  const run = await runTune(session, root, full, execution, base, judge.finish);
  return judge.work(run, run.unedited);
}
