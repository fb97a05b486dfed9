import { selectLabels } from '@hkmem/datasets';
import { scoresOf } from '@hkmem/training';
import type { Session } from '../jobs/session.ts';
import { trainedBase } from '../jobs/trained-base.ts';
import { runTune } from '../jobs/tune-run.ts';
import { taskContexts, taskLabels } from '../memory/task-source.ts';
import { type ToldCell, withoutContext } from './cell.ts';
import { type CellWork, comparison, Judge } from './cell-work.ts';

/** Joins the answers of the base memory and of its retrained weights by the digit of the paired image. */
export async function toldCell(session: Session, root: string, cell: ToldCell): Promise<CellWork> {
  const { config, execution } = cell;
  const dataset = await session.dataset(config.data);
  const base = await trainedBase(session, root, config.base, execution);
  const judge = new Judge(session, cell);
  const tuned = { ...withoutContext(config), base: base.memory.hash };
  const run = await runTune(session, root, tuned, execution, base, judge.finish);
  const options = { config, dataset, split: 'test' } as const;
  const shown = selectLabels(dataset.test, taskContexts(options));
  const answers = joinAnswers(shown, config.digits[1], run.evaluation.answers, base.evaluation.answers);
  const labels = taskLabels(options).subarray(0, answers.length);
  const { classes } = dataset.test;
  const told = scoresOf(answers, labels, classes);
  const unedited = scoresOf(Uint8Array.from(base.evaluation.answers), labels, classes);
  const work = judge.work(run, unedited, {
    accuracy: told.accuracy,
    perClass: [...told.perClass],
    ...comparison(told, unedited, run.problem),
  });
  const { loss: _, finer: __, ...numbers } = work.numbers;
  return { ...work, numbers };
}

/** The first answers where the paired image shows `digit`, the second elsewhere; as many as there are first ones. */
export function joinAnswers(
  shown: ArrayLike<number>,
  digit: number,
  there: readonly number[],
  elsewhere: readonly number[],
): Uint8Array {
  return Uint8Array.from(there, (answer, n) => (shown[n] === digit ? answer : elsewhere[n]!));
}
