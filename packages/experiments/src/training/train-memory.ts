import type { Backend } from '@hkmem/backend';
import { writeParameters } from '@hkmem/dynamics';
import { decodeMemory, encodeMemory, type Memory } from '../memory/memory.ts';
import type { Problem } from '../problems/problem.ts';
import { noProgress, type Progress } from '../progress.ts';
import { checkpointOf } from './problem-checkpoint.ts';
import { createTrainer } from './problem-trainer.ts';

/** How a memory is trained. */
export interface TrainMemoryOptions {
  /** Is told how many updates are done. */
  readonly progress?: Progress | undefined;
  /** Ends the training when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains a problem from its first update to its last and keeps nothing on the way. On one backend the memory has the bits
 * that a run folder of the same configuration ends with.
 * @throws the signal's reason if it aborts. Throws as `Trainer.run`.
 */
export async function trainMemory(
  backend: Backend,
  problem: Problem,
  { progress = noProgress, signal }: TrainMemoryOptions = {},
): Promise<Memory> {
  const { task, updates } = problem.config;
  const engine = backend.createEngine(problem.spec);
  const work = progress.begin({ label: task, total: updates, unit: 'updates' });
  try {
    writeParameters(engine, problem.parameters);
    const trainer = await createTrainer(problem, engine);
    try {
      await trainer.run({
        ...(signal && { signal }),
        onUpdate: ({ update, loss }) => work.advance(update, `loss ${loss.toFixed(3)}`),
      });
      signal?.throwIfAborted();
      return decodeMemory(encodeMemory(await checkpointOf(problem, trainer)), task);
    } finally {
      trainer.dispose();
    }
  } finally {
    work.end();
    engine.dispose();
  }
}
