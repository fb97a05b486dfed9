import { join } from 'node:path';
import { type ExecutionConfig, identify, type Problem, type StoredEvaluation } from '@hkmem/experiments';
import { RunFolder } from '../run-folder/run-folder.ts';
import type { Session } from '../session/session.ts';
import { evaluateOnce } from './stored-evaluation.ts';
import { type RunPolicy, type TrainedRun, trainRun } from './train-run.ts';

/** A run that is trained and evaluated. */
export interface FinishedRun extends TrainedRun {
  /** What was trained. */
  readonly problem: Problem;
  /** On the test images of its task. */
  readonly evaluation: StoredEvaluation;
  /** Path of the run folder. */
  readonly path: string;
}

/** What is done with the folder of a run before it is closed. */
export type WithFolder<Run> = (folder: RunFolder, run: Run) => Promise<void>;

/** Trains and evaluates a problem in its folder under `root`; what is there already is used. Throws as `trainRun`. */
export async function runProblem<Run extends FinishedRun>(
  session: Session,
  root: string,
  problem: Problem,
  execution: ExecutionConfig,
  policy: RunPolicy,
  complete: (run: FinishedRun) => Run,
  finish: WithFolder<Run>,
): Promise<Run> {
  const { config } = problem;
  const folder = await RunFolder.open(policy.folder ?? join(root, identify(config).folder), config, policy.resume);
  try {
    const run = await trainRun(session, folder, problem, execution, policy);
    const evaluation = await evaluateOnce(folder, evaluationJob(session, problem, run), execution.evaluation);
    const finished = complete({ ...run, problem, evaluation, path: folder.path });
    await finish(folder, finished);
    return finished;
  } finally {
    await folder.close();
  }
}

/** The evaluation of a run on its own task. */
export function evaluationJob(session: Session, problem: Problem, run: TrainedRun): Parameters<typeof evaluateOnce>[1] {
  return {
    label: `${problem.config.task}, test`,
    backend: session.backend,
    memory: run.memory,
    test: problem.test,
    readout: problem.readout,
    progress: session.progress,
    signal: session.signal,
  };
}
