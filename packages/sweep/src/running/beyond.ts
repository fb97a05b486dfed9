import type { BeyondEvaluation, CellNumber, EvaluationConfig } from '@hkmem/experiments';
import { EvaluationError } from '@hkmem/training';
import type { RunFolder } from '../run-folder/run-folder.ts';
import type { Session } from '../session/session.ts';
import { evaluationJob, type FinishedRun } from './problem-run.ts';
import { evaluateOnce } from './stored-evaluation.ts';

/** How a memory answers at other end times. */
export interface BeyondScores {
  /** For a cell: the number of images, and by end time the share of right answers, or null where the flow failed. */
  readonly numbers: { readonly images: number; readonly accuracy: { readonly [time: string]: number | null } };
  /** Of these evaluations. */
  readonly seconds: number;
}

/** Judges a finished run at end times besides that of its training, over the same first images, that time included. */
export async function judgeBeyond(
  session: Session,
  folder: RunFolder,
  run: FinishedRun,
  { rtol, atol }: Pick<EvaluationConfig, 'rtol' | 'atol'>,
  { times, images }: BeyondEvaluation,
): Promise<BeyondScores> {
  const { problem, evaluation, memory } = run;
  const count = Math.min(images ?? evaluation.count, evaluation.count);
  const { labels } = problem.test;
  const right = evaluation.answers.slice(0, count).filter((answer, n) => answer === labels[n]).length;
  const accuracy: Record<string, number | null> = { [memory.config.flow.until]: right / count };
  let seconds = 0;
  for (const until of times) {
    const job = { ...evaluationJob(session, problem, run), label: `${problem.config.task}, to t = ${until}` };
    try {
      const found = await evaluateOnce(folder, job, { rtol, atol, images: count, energy: false, until }, 'beyond.json');
      accuracy[until] = found.accuracy;
      seconds += found.seconds;
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      accuracy[until] = null;
    }
  }
  return { numbers: { images: count, accuracy } satisfies CellNumber, seconds };
}
