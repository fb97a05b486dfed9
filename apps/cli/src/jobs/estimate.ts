import { parameterShapes } from '@hkmem/backend';
import { writeParameters } from '@hkmem/dynamics';
import { createCheckpoint, evaluate } from '@hkmem/training';
import type { Memory } from '../memory/memory-file.ts';
import { baseProblem, editProblem, type Problem } from '../memory/problem.ts';
import { formatDuration } from '../progress/duration.ts';
import type { Profile } from '../recipes/profile.ts';
import { evaluationFlow } from './evaluate-memory.ts';
import type { Session } from './session.ts';
import { createTrainer } from './train-run.ts';

/** Updates that are timed, after one that is not. */
const timed = 2;
/** Test images whose evaluation is timed. */
const timedImages = 200;

/** Times of one part, measured on this machine with untrained parameters. */
export interface Pace {
  readonly updateSeconds: number;
  readonly imageSeconds: number;
}

/** Runs a few updates and one batch of test images of a problem, and throws them away. */
export async function measurePace(session: Session, problem: Problem, rtol: number, atol: number): Promise<Pace> {
  const engine = session.backend.createEngine(problem.spec);
  try {
    writeParameters(engine, problem.parameters);
    const flow = evaluationFlow({ rtol, atol }, problem.config.flow.until);
    const { readout, test } = problem;
    const limit = Math.min(timedImages, test.source.count);
    const judged = await evaluate({ engine, readout, source: test.source, flow, limit });
    const trainer = createTrainer(problem, engine);
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

/** One part of a profile with the time it should take. */
interface PlannedPart {
  readonly text: string;
  readonly seconds: number;
}

/** What a profile will do, with times from measured updates: one line a part and the sum. */
export async function describePlan(session: Session, profile: Profile): Promise<string> {
  const { base, edits, agreement } = profile;
  const dataset = await session.dataset(base.config.data);
  const first = baseProblem(base.config, dataset);
  const parts: PlannedPart[] = [];
  const plan = async (problem: Problem, execution: Profile['base']['execution']): Promise<void> => {
    const { config, test } = problem;
    const { rtol, atol, images = test.source.count, every, everyImages } = execution.evaluation;
    const pace = await measurePace(session, problem, rtol, atol);
    const looks = every === 0 ? 0 : Math.ceil(config.updates / every) * Math.min(everyImages, test.source.count);
    // A finer integration takes some five times as long per image.
    const finer = 5 * Math.min(agreement.images ?? test.source.count, test.source.count);
    const seconds = config.updates * pace.updateSeconds + (images + looks + finer) * pace.imageSeconds;
    parts.push({
      text:
        `${config.task}: ${config.updates} updates of ${config.batch} images at ` +
        `${Math.round(1000 * pace.updateSeconds)} ms, then ${Math.min(images, test.source.count)} test images`,
      seconds,
    });
  };
  await plan(first, base.execution);
  for (const { config, execution } of edits) {
    await plan(editProblem({ ...config, base: '' }, dataset, untrained(first)), execution);
  }
  const total = parts.reduce((sum, { seconds }) => sum + seconds, 0);
  const lines = parts.map(({ text, seconds }) => `  ${text}: about ${formatDuration(seconds)}`);
  return `${lines.join('\n')}\n  in all about ${formatDuration(total)}, less what is there already`;
}

/** A base memory that was not trained, to measure edits with. */
export function untrained({ config, spec, parameters }: Problem): Memory {
  const shaped = [...parameterShapes(spec)].map(([path, shape]) => {
    return [path, { shape, data: Float64Array.from(parameters[path]!) }] as const;
  });
  const state = { update: 0, moments: {}, parameters: Object.fromEntries(shaped) };
  const checkpoint = createCheckpoint({ spec, state, config, seed: config.seed, integration: 'none' });
  return { checkpoint, config, hash: '' };
}
