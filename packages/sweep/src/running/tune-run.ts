import { type ExecutionConfig, type TuneConfig, tuneProblem } from '@hkmem/experiments';
import type { Session } from '../session/session.ts';
import { type BaseAnswers, type FinishedEdit, withUnedited } from './edit-run.ts';
import { trainLowRank } from './low-rank-run.ts';
import { runProblem, type WithFolder } from './problem-run.ts';
import { trainRun } from './train-run.ts';

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
  const train = config.method === 'low-rank' ? trainLowRank : trainRun;
  return runProblem(session, root, problem, execution, {}, withUnedited(base), finish, train);
}
