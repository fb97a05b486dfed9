import { type Backend, ValueError } from '@hkmem/backend';
import { adaptiveSteps, lawson5, tsit5, writeParameters } from '@hkmem/dynamics';
import { type Evaluation, type EvaluationOptions, evaluate, parametersOf } from '@hkmem/training';
import type { EvaluationConfig } from '../config/settings.ts';
import type { Memory } from '../memory/memory.ts';
import type { Problem } from '../problems/problem.ts';
import type { TaskSource } from '../problems/source.ts';
import { noProgress, type Progress } from '../progress.ts';

/** An evaluation as plain JSON. */
export interface StoredEvaluation extends Omit<Evaluation, 'answers' | 'outputs'> {
  /** The class answered for each image. */
  readonly answers: readonly number[];
  /** Name of the backend that computed it. */
  readonly backend: string;
}

/** What decides an evaluation's numbers. */
export interface EvaluationChoice extends Pick<EvaluationConfig, 'rtol' | 'atol' | 'images' | 'energy' | 'steps'> {
  /** Another end time than that of the training. */
  readonly until?: number;
}

/** Part of the time that the first step of an image tries where each has its own. */
const firstShare = 0.1;

/**
 * Adaptive steps at given tolerances to the time that a memory was trained for: of each image, by the pair that took the
 * fewest field evaluations for an error (docs/decisions/0047), or of a batch by Tsit5.
 * @throws {ValueError} on an end that is not above 0, or tolerances that are none.
 */
export function evaluationFlow(
  { rtol, atol, steps }: Pick<EvaluationConfig, 'rtol' | 'atol' | 'steps'>,
  until: number,
): Required<Pick<EvaluationOptions, 'flow' | 'sharedSteps'>> {
  if (!(until > 0 && Number.isFinite(until))) throw new ValueError('end time', until, 'a number above 0');
  if (steps !== 'own')
    return { flow: { solver: tsit5, control: adaptiveSteps({ rtol, atol }), until }, sharedSteps: true };
  const control = adaptiveSteps({ rtol, atol, firstStep: firstShare * until });
  return { flow: { solver: lawson5, control, until }, sharedSteps: false };
}

/** What an evaluation needs besides settings. */
export interface EvaluationJob {
  /** What to call it in progress. */
  readonly label: string;
  /** Where to compute. */
  readonly backend: Backend;
  /** What is evaluated. */
  readonly memory: Memory;
  /** Images and the labels that answers are held against. */
  readonly test: TaskSource;
  /** Where class outputs are read. */
  readonly readout: Problem['readout'];
  /** Is told how many images are done. */
  readonly progress?: Progress | undefined;
  /** Ends the evaluation when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs test images through a memory. @throws the signal's reason if it aborts. */
export async function evaluateMemory(
  { label, backend, memory, test, readout, progress = noProgress, signal }: EvaluationJob,
  settings: EvaluationChoice,
): Promise<StoredEvaluation> {
  const { checkpoint, config } = memory;
  const engine = backend.createEngine(checkpoint.spec);
  const total = Math.min(settings.images ?? test.source.count, test.source.count);
  const task = progress.begin({ label, total, unit: 'images' });
  try {
    writeParameters(engine, parametersOf(checkpoint));
    const { answers, ...rest } = await evaluate({
      engine,
      readout,
      source: test.source,
      ...evaluationFlow(settings, settings.until ?? config.flow.until),
      limit: total,
      energyCheck: settings.energy,
      onProgress: (done) => task.advance(done),
      ...(signal && { signal }),
    });
    return { ...rest, answers: [...answers], backend: backend.name };
  } finally {
    task.end();
    engine.dispose();
  }
}
