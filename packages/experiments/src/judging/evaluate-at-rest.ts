import { RandomKey, ValueError } from '@hkmem/backend';
import { damages as allDamages, damageByName, type ImageDataset } from '@hkmem/datasets';
import { adaptiveSteps, type FixedPointOptions, heun, writeParameters } from '@hkmem/dynamics';
import { evaluateAtRest, parametersOf, type RestEvaluation } from '@hkmem/training';
import type { Run } from '../config/run-config.ts';
import type { Memory } from '../memory/memory.ts';
import { imagesOfTask } from '../problems/task-source.ts';
import { type OscillatorChange, shownOscillators } from './disturbed-oscillators.ts';
import type { EvaluationJob } from './evaluate-memory.ts';

/** What decides the numbers of an evaluation at rest. */
export interface RestEvaluationChoice {
  /** Names of damages; the ten of @hkmem/datasets if absent. */
  readonly damages?: readonly string[];
  /** Test images, from the first; all of them if absent. */
  readonly images?: number;
  /** Times looked at on the way. */
  readonly times: readonly number[];
  /** Root mean square of the field that counts as rest. */
  readonly tolerance: number;
  /** Sweeps over layers within which a sample counts as at rest in time; as many as it takes, if absent. */
  readonly sweepsInTime?: number;
}

/** As goals are stated: at T = 1, 2 and 5 and at rest, a field below 1e-4. */
export const restEvaluationDefaults: RestEvaluationChoice = { times: [1, 2, 5], tolerance: 1e-4 };

/**
 * Of threshold units alone to the times on the way: a fifth of the fields that Tsit5 takes at rtol 1e-3. Under noise of 0.3 none of
 * 200 answers at T = 1, 2 or 5 is another one than at rtol 1e-6, and x is off by 0.003.
 */
const flowOnTheWay = { solver: heun, control: adaptiveSteps({ rtol: 1e-2, atol: 1e-2 }) };

/** What an evaluation at rest needs besides settings. */
export interface RestEvaluationJob extends Pick<EvaluationJob, 'label' | 'backend' | 'progress' | 'signal'> {
  /** What is evaluated; it was trained to answer at rest. */
  readonly memory: Memory;
  /** Its images. */
  readonly dataset: ImageDataset;
  /** Whose labels answers are held against; those of the memory's own task if absent. */
  readonly task?: Run;
  /** What is done to its oscillators; nothing if absent. */
  readonly change?: OscillatorChange;
  /** Of the search for rest beside the tolerance. */
  readonly search?: Omit<FixedPointOptions, 'input' | 'tolerance'>;
}

/**
 * Shows a memory damaged test images, as its settings say that cues are shown, and follows each to rest. Image i of a damage
 * is damaged alike for every memory.
 * @throws {ValueError} for a memory that was not trained to answer at rest. Throws as `evaluateAtRest`.
 */
export async function evaluateMemoryAtRest(
  { label, backend, memory, dataset, task = memory, change, progress, signal, search }: RestEvaluationJob,
  { damages, images, times, tolerance, sweepsInTime }: RestEvaluationChoice = restEvaluationDefaults,
): Promise<RestEvaluation> {
  const { checkpoint, config } = memory;
  if (config.rest === undefined) {
    throw new ValueError('evaluation at rest', `a memory of the task '${config.task}' without rest`, 'one with rest');
  }
  const { neurons } = checkpoint.spec;
  const engine = backend.createEngine(checkpoint.spec);
  const shown = damages?.map(damageByName) ?? allDamages;
  const total = shown.length * Math.min(images ?? dataset.test.count, dataset.test.count);
  const bar = progress?.begin({ label, total, unit: 'images' });
  try {
    writeParameters(engine, parametersOf(checkpoint));
    return await evaluateAtRest({
      engine,
      readout: { kind: 'threshold', classes: dataset.test.classes },
      set: dataset.test,
      source: (set) => {
        const images = imagesOfTask({ run: task, dataset: { ...dataset, test: set }, neurons, split: 'test' });
        return shownOscillators(memory, images.source, change);
      },
      key: RandomKey.fromSeed(0).fold('damages'),
      cue: config.rest.cue,
      ...(config.rest.strength !== undefined && { strength: config.rest.strength }),
      times,
      ...(checkpoint.spec.oscillators === undefined && { flow: flowOnTheWay }),
      rest: { ...search, tolerance },
      damages: shown,
      ...(sweepsInTime !== undefined && { sweepsInTime }),
      ...(images !== undefined && { limit: images }),
      ...(bar && { onProgress: (done: number) => bar.advance(done) }),
      ...(signal && { signal }),
    });
  } finally {
    bar?.end();
    engine.dispose();
  }
}
