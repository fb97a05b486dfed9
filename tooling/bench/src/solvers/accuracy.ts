import { adaptiveSteps, fixedSteps, type SolverName, solverByName } from '@hkmem/dynamics';
import { evaluate } from '@hkmem/training';
import type { Subject } from '../problem/subjects.ts';
import type { StudySettings } from './settings.ts';
import { readout, type Task, trainTask } from './task.ts';

/** A training to compare. */
export interface TrainingCandidate {
  readonly solver: SolverName;
  readonly steps: number;
  /** Whether steps are jittered. */
  readonly jittered: boolean;
}

/** Those with the best gradients for their evaluations, and the classical method beside them. */
export const trainingCandidates: readonly TrainingCandidate[] = (
  [
    ['rk4', 2],
    ['bosh3', 3],
    ['carpenter4', 2],
    ['lawson5', 2],
    ['rk4', 4],
  ] as const
).flatMap(([solver, steps]) => [false, true].map((jittered) => ({ solver, steps, jittered })));

/** `rk4 x 2, jittered`. */
export function trainingId({ solver, steps, jittered }: TrainingCandidate): string {
  return `${solver} x ${steps}, ${jittered ? 'jittered' : 'equal'}`;
}

/** What came of a training. */
export interface AccuracyRow {
  readonly updates: number;
  /** Of the training alone. */
  readonly seconds: number;
  /** Mean loss of the last tenth of the updates. */
  readonly loss: number;
  /** With as many equal steps as in training. */
  readonly accuracy: number;
  /** Under the fine adaptive integration. */
  readonly fineAccuracy: number;
  readonly images: number;
  /** Images whose class differs between the two. */
  readonly changed: number;
  /** Field evaluations of a sample in the fine integration, mean over groups. */
  readonly fineEvaluations: number;
}

/** Trains a task from its start and judges it by the training steps and by a fine integration. */
export async function trainAndJudge(
  subject: Subject,
  task: Task,
  candidate: TrainingCandidate,
  settings: StudySettings,
  onUpdate: (update: number, loss: number) => void,
): Promise<AccuracyRow> {
  const { solver, steps, jittered } = candidate;
  const updates = settings.trainingUpdates[task.name];
  const flow = { solver, steps, until: 1, jitter: jittered ? settings.jitter : 0 } as const;
  const losses: number[] = [];
  const start = performance.now();
  const engine = await trainTask(subject, task, {
    flow,
    updates,
    seed: settings.seed,
    onUpdate: (update, loss) => {
      losses.push(loss);
      onUpdate(update, loss);
    },
  });
  try {
    const seconds = (performance.now() - start) / 1000;
    const common = { engine, readout, source: task.test, limit: Math.min(settings.images, task.test.count) };
    const coarse = await evaluate({ ...common, flow: { solver: solverByName(solver), control: fixedSteps(steps) } });
    const control = adaptiveSteps({ rtol: settings.fine, atol: settings.fine / 1000 });
    const fine = await evaluate({ ...common, flow: { control }, batch: 50 });
    const last = losses.slice(-Math.max(1, Math.floor(updates / 10)));
    return {
      updates,
      seconds,
      loss: last.reduce((sum, loss) => sum + loss, 0) / last.length,
      accuracy: coarse.accuracy,
      fineAccuracy: fine.accuracy,
      images: fine.count,
      changed: coarse.answers.filter((answer, n) => answer !== fine.answers[n]).length,
      fineEvaluations: fine.statistics.evaluations / fine.statistics.batches,
    };
  } finally {
    engine.dispose();
  }
}
