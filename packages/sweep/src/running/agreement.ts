import { type Agreement, agreementOf, type FinerEvaluation } from '@hkmem/experiments';
import type { RunFolder } from '../run-folder/run-folder.ts';
import type { Session } from '../session/session.ts';
import { evaluationJob, type FinishedRun } from './problem-run.ts';
import { evaluateOnce } from './stored-evaluation.ts';

/** Judges a finished run again by a finer integration, watching the energy, and compares the answers. */
export async function agree(
  session: Session,
  folder: RunFolder,
  run: FinishedRun,
  finer: FinerEvaluation,
): Promise<Agreement> {
  const { problem, evaluation } = run;
  const { task } = problem.config;
  const job = { ...evaluationJob(session, problem, run), label: `${task}, finer` };
  const second = await evaluateOnce(folder, job, { ...finer, energy: true }, 'finer.json');
  return agreementOf(task, evaluation, second, problem.test.labels);
}
