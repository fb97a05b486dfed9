import type { Engine } from '@hkmem/backend';
import { Trainer, type TrainerSettings } from '@hkmem/training';
import type { Problem } from '../problems/problem.ts';

/**
 * A trainer for a problem on an engine that holds its parameters; where a read costs a wait, losses are looked at in groups.
 * Throws as `Trainer`.
 */
export async function createTrainer(problem: Problem, engine: Engine): Promise<Trainer> {
  const { config, trainable, optimiser, readout, train } = problem;
  return new Trainer(
    {
      engine,
      readout,
      flow: config.flow,
      optimiser,
      trainable,
      batch: config.batch,
      updates: config.updates,
      seed: config.seed,
      checkEvery: engine.readCost === 'free' ? 1 : 10,
      ...(await ofKind(problem, engine)),
      ...restOf(problem),
    },
    train.source,
  );
}

/** Losses on the way to rest are taken on the host, so each update is waited for. */
function restOf({ config }: Problem): Partial<TrainerSettings> {
  if (config.rest === undefined) return {};
  const { moments, lead, beginning, atRest, spectrum } = config.rest;
  const objective = { moments, ...(lead && { lead }), ...(beginning && { beginning }), ...(atRest && { atRest }) };
  return { objective, ...(spectrum && { spectrum }), checkEvery: 1 };
}

/** What is different in edits and in corrections of low rank, which read the engine in every update anyway. */
async function ofKind(problem: Problem, engine: Engine): Promise<Partial<TrainerSettings>> {
  if (problem.kind === 'edit') {
    const { freezeUntil } = problem.config;
    return freezeUntil === undefined ? {} : { freezeUntil };
  }
  if (problem.kind !== 'tune' || problem.config.rank === undefined) return {};
  const base = await engine.readParameter('hopfield.weights');
  return { lowRank: { rank: problem.config.rank, base }, checkEvery: 1 };
}
