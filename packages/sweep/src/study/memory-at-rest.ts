import { type BaseConfig, baseProblem, type Memory } from '@hkmem/experiments';
import type { DamageEvaluation } from '@hkmem/training';
import { type RestRun, runAtRest } from '../running/rest-run.ts';
import type { Session } from '../session/session.ts';
import { type EditedTask, runRestEdits } from './rest-edits.ts';
import { restJudgement } from './rest-study.ts';

/** What is told of one memory at rest. */
export interface MemoryAtRest {
  /** Of its run. */
  readonly folder: string;
  /** SHA-256 of its weights file. */
  readonly weights: string;
  /** What its energy promises, in words. */
  readonly promise: string;
  /** Test images of each damage. */
  readonly count: number;
  /** Its answers and what it restored, by damage. */
  readonly damages: readonly DamageEvaluation[];
  /** Of its training. */
  readonly updates: number;
  /** Of the training, over all threads. */
  readonly processorSeconds: number;
}

/** What is done to the images that judge it. */
export const restDamages: readonly string[] = ['none', 'noise 0.3', 'left half', 'top half'];

/**
 * Trains one memory at rest and follows the first test images, each under `restDamages`, to rest; what is there already is
 * used unless `fresh`. Throws as `runAtRest`.
 */
export async function trainAtRest(
  session: Session,
  root: string,
  config: BaseConfig,
  { images, fresh }: { readonly images: number; readonly fresh: boolean },
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

/**
 * Swaps the labels of two digits in a memory at rest by oscillators and judges it beside the memory as it was, over the first
 * test images; what is there already is used unless `fresh`. Throws as `runRestEdits`.
 */
export async function swapAtRest(
  session: Session,
  root: string,
  memory: Memory,
  { images, fresh }: { readonly images: number; readonly fresh: boolean },
): Promise<EditedTask> {
  const { data, seed } = memory.config;
  const [swapped] = await runRestEdits(session, [{ memory, seed }], {
    data,
    root,
    tasks: ['swap'],
    couplings: ['additive'],
    corrections: false,
    disturbed: false,
    judgement: { ...restJudgement({ images, damages: ['none'] }), fresh },
  });
  return swapped!;
}
