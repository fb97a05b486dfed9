import {
  type EditConfig,
  type EvaluationConfig,
  type ExecutionConfig,
  editProblem,
  evaluateMemory,
  type Memory,
  type StoredEvaluation,
  taskSource,
} from '@hkmem/experiments';
import { relabel, type Scores } from '@hkmem/training';
import type { Session } from '../session/session.ts';
import { type FinishedRun, runProblem, type WithFolder } from './problem-run.ts';
import type { RunPolicy } from './train-run.ts';

/** An edit that is trained and evaluated. */
export interface FinishedEdit extends FinishedRun {
  /** The answers of the base memory on the edited labels. */
  readonly unedited: Scores;
}

/** A base memory and how it answers the test images. */
export interface BaseAnswers {
  /** The base memory. */
  readonly memory: Memory;
  /** Its answers on the test images. */
  readonly evaluation: StoredEvaluation;
}

/** Adds what the base memory answers on the labels of a run. */
export function withUnedited({ evaluation }: BaseAnswers): (run: FinishedRun) => FinishedEdit {
  const answers = Uint8Array.from(evaluation.answers);
  return (run) => {
    const unedited = relabel({ ...evaluation, answers }, run.problem.test.labels.subarray(0, answers.length));
    return { ...run, unedited };
  };
}

/**
 * Trains and evaluates an edit in its folder under `root`; what is there already is used. `start` is the earlier edit that
 * a configuration with one names. Throws as `trainRun`, and ValueError if the base cannot be edited.
 */
export async function runEdit(
  session: Session,
  root: string,
  config: EditConfig,
  execution: ExecutionConfig,
  policy: RunPolicy,
  base: BaseAnswers,
  finish: WithFolder<FinishedEdit>,
  start?: Memory,
): Promise<FinishedEdit> {
  const problem = editProblem(config, await session.dataset(config.data), base.memory, start);
  return runProblem(session, root, problem, execution, policy, withUnedited(base), finish);
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
      test: taskSource({ run: memory, dataset, neurons, split: 'test' }),
      readout: { kind: 'threshold', classes: dataset.test.classes },
      progress: session.progress,
      signal: session.signal,
    },
    settings,
  );
}
