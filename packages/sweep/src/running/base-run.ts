import { type BaseConfig, baseProblem, type ExecutionConfig } from '@hkmem/experiments';
import type { Session } from '../session/session.ts';
import { type FinishedRun, runProblem, type WithFolder } from './problem-run.ts';
import type { RunPolicy } from './train-run.ts';

/** Trains and evaluates a base memory in its folder under `root`; what is there already is used. Throws as `trainRun`. */
export async function runBase(
  session: Session,
  root: string,
  config: BaseConfig,
  execution: ExecutionConfig,
  policy: RunPolicy,
  finish: WithFolder<FinishedRun>,
): Promise<FinishedRun> {
  const problem = baseProblem(config, await session.dataset(config.data));
  return runProblem(session, root, problem, execution, policy, (run) => run, finish);
}
