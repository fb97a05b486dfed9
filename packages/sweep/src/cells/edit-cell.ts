import { correctionNumbers, type EditCell } from '@hkmem/experiments';
import { runEdit } from '../running/edit-run.ts';
import { trainedBase } from '../running/trained-base.ts';
import type { Session } from '../session/session.ts';
import { type CellWork, Judge, type RunReporter } from './cell-work.ts';

/** Trains and judges an edit, and takes the spectrum of its correction. Throws as `runEdit`. */
export async function editCell(
  session: Session,
  root: string,
  cell: EditCell,
  report?: RunReporter,
): Promise<CellWork> {
  const { config, execution } = cell;
  const base = await trainedBase(session, root, config.base, execution);
  const judge = new Judge(session, cell, report);
  const full = { ...config, base: base.memory.hash };
  const run = await runEdit(session, root, full, execution, {}, base, judge.finish);
  const correction = (await correctionNumbers(session.backend, run.memory, await session.dataset(config.data))).map(
    (entry) => ({ ...entry }),
  );
  return judge.work(run, run.unedited, { correction });
}
