import { type ExecutionConfig, type TuneConfig, tuneProblem } from '@hkmem/experiments';
import type { Session } from '../session/session.ts';
import { type BaseAnswers, type FinishedEdit, withUnedited } from './edit-run.ts';
import { runProblem, type WithFolder } from './problem-run.ts';

/** Retrains the weights of a base memory in a folder under `root`; what is there is used. Throws as `trainRun`. */
export async function runTune(
  session: Session,
  root: string,
  config: TuneConfig,
  execution: ExecutionConfig,
  base: BaseAnswers,
  finish: WithFolder<FinishedEdit>,
): Promise<FinishedEdit> {
  const problem = tuneProblem(config, await session.dataset(config.data), base.memory);
  return runProblem(session, root, problem, execution, {}, withUnedited(base), finish);
}
