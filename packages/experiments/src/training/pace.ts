import { type Backend, parameterShapes } from '@hkmem/backend';
import { writeParameters } from '@hkmem/dynamics';
import { createCheckpoint, evaluate } from '@hkmem/training';
import { runOf } from '../config/run-config.ts';
import type { EvaluationConfig } from '../config/settings.ts';
import { evaluationFlow } from '../judging/evaluate-memory.ts';
import type { Memory } from '../memory/memory.ts';
import type { Problem } from '../problems/problem.ts';
import { createTrainer } from './problem-trainer.ts';

/** Updates that are timed, after one that is not. */
const timed = 2;
/** Test images whose evaluation is timed. */
const timedImages = 50;

/** Times of one part, measured on this machine with untrained parameters. */
export interface Pace {
  /** Of one update. */
  readonly updateSeconds: number;
  /** Of the evaluation of one image. */
  readonly imageSeconds: number;
}

/** Runs a few updates and one batch of test images of a problem, and throws them away. */
export async function measurePace(
  backend: Backend,
  problem: Problem,
  evaluation: Pick<EvaluationConfig, 'rtol' | 'atol' | 'steps'>,
): Promise<Pace> {
  const engine = backend.createEngine(problem.spec);
  try {
    writeParameters(engine, problem.parameters);
    const steps = evaluationFlow(evaluation, problem.config.flow.until);
    const { readout, test } = problem;
    const limit = Math.min(timedImages, test.source.count);
    const judged = await evaluate({ engine, readout, source: test.source, ...steps, limit });
    const trainer = await createTrainer(problem, engine);
    try {
      await trainer.step();
      const start = performance.now();
      for (let n = 0; n < timed; n++) await trainer.step();
      const updateSeconds = (performance.now() - start) / 1000 / timed;
      return { updateSeconds, imageSeconds: judged.seconds / limit };
    } finally {
      trainer.dispose();
    }
  } finally {
    engine.dispose();
  }
}

/** A base memory that was not trained, to measure edits with. */
export function untrained({ config, spec, parameters }: Problem): Memory {
  const shaped = [...parameterShapes(spec)].map(([path, shape]) => {
    return [path, { shape, data: Float64Array.from(parameters[path]!) }] as const;
  });
  const state = { update: 0, moments: {}, parameters: Object.fromEntries(shaped) };
  const checkpoint = createCheckpoint({ spec, state, config, seed: config.seed, integration: 'none' });
  return { ...runOf(config), checkpoint, hash: '' };
}
