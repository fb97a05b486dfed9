import { runEdit } from '../jobs/edit-run.ts';
import type { Session } from '../jobs/session.ts';
import { trainedBase } from '../jobs/trained-base.ts';
import type { EditCell } from './cell.ts';
import { type CellWork, Judge } from './cell-work.ts';
import { correctionNumbers } from './correction-numbers.ts';

/** Trains and judges an edit, and takes the spectrum of its correction. Throws as `runEdit`. */
export async function editCell(session: Session, root: string, cell: EditCell): Promise<CellWork> {
  const { config, execution } = cell;
  const base = await trainedBase(session, root, config.base, execution);
  const judge = new Judge(session, cell);
  const full = { ...config, base: base.memory.hash };
  const run = await runEdit(session, root, full, execution, {}, base, judge.finish);
  const correction = (await correctionNumbers(session, run)).map((entry) => ({ ...entry }));
  return judge.work(run, run.unedited, { correction });
}
