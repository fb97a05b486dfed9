import { type ExecutionConfig, type ModelConfig, modelProblem } from '@hkmem/experiments';
import type { Session } from '../session/session.ts';
import { type FinishedRun, runProblem, type WithFolder } from './problem-run.ts';

/** Trains and evaluates a memory as a whole in its folder under `root`; what is there is used. Throws as `trainRun`. */
export async function runModel(
  session: Session,
  root: string,
  config: ModelConfig,
  execution: ExecutionConfig,
  finish: WithFolder<FinishedRun>,
): Promise<FinishedRun> {
  const problem = modelProblem(config, await session.dataset(config.data));
  return runProblem(session, root, problem, execution, {}, (run) => run, finish);
}
