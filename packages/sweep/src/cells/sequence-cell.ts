import type { EditConfig, SequenceCell } from '@hkmem/experiments';
import { type FinishedEdit, runEdit } from '../running/edit-run.ts';
import { trainedBase } from '../running/trained-base.ts';
import type { Session } from '../session/session.ts';
import { type CellWork, Judge, type RunReporter } from './cell-work.ts';

/** Trains and judges the edits of a sequence, each from where the one before it ended. Throws as `runEdit`. */
export async function sequenceCell(
  session: Session,
  root: string,
  cell: SequenceCell,
  report?: RunReporter,
): Promise<CellWork> {
  const { config, later, execution } = cell;
  const base = await trainedBase(session, root, config.base, execution);
  const judge = new Judge(session, cell, report);
  const pairs = [config.digits, ...later];
  const steps = [];
  let last: FinishedEdit | undefined;
  let trainingSeconds = 0;
  let evaluationSeconds = 0;
  for (const [n, digits] of pairs.entries()) {
    const full: EditConfig = {
      ...config,
      base: base.memory.hash,
      digits,
      ...(last && { swapped: pairs.slice(0, n), start: last.memory.hash }),
    };
    last = await runEdit(session, root, full, execution, {}, base, judge.finish, last?.memory);
    const { accuracy, perClass } = last.evaluation;
    steps.push({ digits: [...digits], accuracy, unedited: last.unedited.accuracy, perClass: [...perClass] });
    const work = judge.work(last);
    trainingSeconds += work.trainingSeconds;
    evaluationSeconds = work.evaluationSeconds + evaluationSeconds;
  }
  return { ...judge.work(last!, last!.unedited, { steps }), trainingSeconds, evaluationSeconds };
}
