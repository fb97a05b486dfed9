import type { Engine } from '@hkmem/backend';
import { Trainer } from '@hkmem/training';
import type { Problem } from '../problems/problem.ts';

/** A trainer for a problem; where a read costs a wait, losses are looked at in groups. */
export function createTrainer(problem: Problem, engine: Engine): Trainer {
  const { config, trainable, optimiser, readout, train } = problem;
  const freezeUntil = problem.kind === 'edit' ? problem.config.freezeUntil : undefined;
  return new Trainer(
    {
      engine,
      readout,
      flow: config.flow,
      optimiser,
      trainable,
      batchSize: config.batch,
      updates: config.updates,
      seed: config.seed,
      ...(freezeUntil && { freezeUntil }),
      checkEvery: engine.readCost === 'free' ? 1 : 10,
    },
    train.source,
  );
}
