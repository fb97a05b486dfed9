import { selectLabels } from '@hkmem/datasets';
import { comparison, joinAnswers, type ToldCell, taskContexts, taskLabels, withoutContext } from '@hkmem/experiments';
import { scoresOf } from '@hkmem/training';
import { trainedBase } from '../running/trained-base.ts';
import { runTune } from '../running/tune-run.ts';
import type { Session } from '../session/session.ts';
import { type CellWork, Judge, type RunReporter } from './cell-work.ts';

/** Joins the answers of the base memory and of its retrained weights by the digit of the paired image. */
export async function toldCell(
  session: Session,
  root: string,
  cell: ToldCell,
  report?: RunReporter,
): Promise<CellWork> {
  const { config, execution } = cell;
  const dataset = await session.dataset(config.data);
  const base = await trainedBase(session, root, config.base, execution);
  const judge = new Judge(session, cell, report);
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
    ...comparison(told, unedited, config),
  });
  const { loss: _, finer: __, ...numbers } = work.numbers;
  return { ...work, numbers };
}
