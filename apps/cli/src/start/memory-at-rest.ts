import { baseProblem } from '@hkmem/experiments';
import { type RestRun, restJudgement, runAtRest, type Session } from '@hkmem/sweep';
import type { DamageEvaluation } from '@hkmem/training';
import type { Profile } from './profile.ts';

/** What `hkmem start` found of its memory at rest. */
export interface MemoryAtRest {
  readonly folder: string;
  /** SHA-256 of its weights file. */
  readonly weights: string;
  /** What its energy promises, in words. */
  readonly promise: string;
  /** Test images of each damage. */
  readonly count: number;
  readonly damages: readonly DamageEvaluation[];
  readonly updates: number;
  /** Of the training, over all threads. */
  readonly processorSeconds: number;
}

/** What is done to the images that judge. */
export const restDamages: readonly string[] = ['none', 'noise 0.3', 'left half', 'top half'];

/** Trains the memory at rest and follows damaged test images to rest; what is there already is used. Throws as `runAtRest`. */
export async function trainAtRest(
  session: Session,
  root: string,
  { rest: config, restImages: images }: Pick<Profile, 'rest' | 'restImages'>,
  fresh: boolean,
): Promise<RestRun> {
  const problem = baseProblem(config, await session.dataset(config.data));
  return runAtRest(session, root, problem, { ...restJudgement({ images, damages: restDamages }), fresh });
}

/** The numbers of a run at rest. */
export function memoryAtRest({ memory, evaluation, path, processorSeconds }: RestRun): MemoryAtRest {
  const { certificate, count, damages } = evaluation;
  return {
    folder: path,
    weights: memory.hash,
    promise: certificate.text,
    count,
    damages,
    updates: memory.checkpoint.update,
    processorSeconds,
  };
}
