import { join } from 'node:path';
import { relabel, type Scores } from '@hkmem/training';
import type { EditConfig, EvaluationConfig, ExecutionConfig } from '../config/settings.ts';
import type { Memory } from '../memory/memory-file.ts';
import { editProblem } from '../memory/problem.ts';
import { taskSource } from '../memory/task-source.ts';
import { identify } from '../run-folder/identity.ts';
import { RunFolder } from '../run-folder/run-folder.ts';
import { evaluationJob, type FinishedRun, type WithFolder } from './base-run.ts';
import { evaluateMemory, evaluateOnce, type StoredEvaluation } from './evaluate-memory.ts';
import type { Session } from './session.ts';
import { type RunPolicy, trainRun } from './train-run.ts';

/** An edit that is trained and evaluated. */
export interface FinishedEdit extends FinishedRun {
  /** The answers of the base memory on the edited labels. */
  readonly unedited: Scores;
}

/**
 * Trains and evaluates an edit in its folder under `root`; what is there already is used. Throws as `trainRun`, and
 * ValueError if the base cannot be edited.
 */
export async function runEdit(
  session: Session,
  root: string,
  config: EditConfig,
  execution: ExecutionConfig,
  policy: RunPolicy,
  base: { readonly memory: Memory; readonly evaluation: StoredEvaluation },
  finish: WithFolder<FinishedEdit>,
): Promise<FinishedEdit> {
  const problem = editProblem(config, await session.dataset(config.data), base.memory);
  const folder = await RunFolder.open(policy.folder ?? join(root, identify(config).folder), config, policy.resume);
  try {
    const run = await trainRun(session, folder, problem, execution, policy);
    const evaluation = await evaluateOnce(folder, evaluationJob(session, problem, run), execution.evaluation);
    const answers = Uint8Array.from(base.evaluation.answers);
    const unedited = relabel({ ...base.evaluation, answers }, problem.test.labels.subarray(0, answers.length));
    const finished = { ...run, problem, evaluation, unedited, path: folder.path };
    await finish(folder, finished);
    return finished;
  } finally {
    await folder.close();
  }
}

/** How a base memory answers the test images of an edit's data set, for its column 'unedited'. */
export async function evaluateBase(
  session: Session,
  memory: Memory,
  data: EditConfig['data'],
  settings: EvaluationConfig,
): Promise<StoredEvaluation> {
  const dataset = await session.dataset(data);
  const { neurons } = memory.checkpoint.spec;
  return evaluateMemory(
    {
      label: 'base, test',
      backend: session.backend,
      memory,
      test: taskSource({ config: memory.config, dataset, neurons, split: 'test' }),
      readout: { kind: 'threshold', classes: dataset.test.classes },
      progress: session.progress,
      signal: session.context.interrupt,
    },
    settings,
  );
}
