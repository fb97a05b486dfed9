import { type Engine, ValueError } from '@hkmem/backend';
import { LowRankTrainer, type TrainingState } from '@hkmem/training';
import type { Problem } from '../problems/problem.ts';

/** Whether a problem trains a low-rank correction in place of parameters. */
export function isLowRank(problem: Problem): boolean {
  return problem.kind === 'tune' && problem.config.rank !== undefined;
}

/**
 * A trainer of a low-rank correction on an engine that holds the problem's parameters. Throws as `LowRankTrainer.create`.
 * @throws {ValueError} if the configuration has no rank.
 */
export function createLowRankTrainer(problem: Problem, engine: Engine): Promise<LowRankTrainer> {
  const { optimiser, readout, train } = problem;
  if (problem.kind !== 'tune' || problem.config.rank === undefined) {
    throw new ValueError('low-rank training', problem.config.task, 'a configuration with a rank');
  }
  const { flow, batch: batchSize, updates, seed, rank } = problem.config;
  return LowRankTrainer.create({ engine, rank, flow, optimiser, readout, batchSize, updates, seed }, train.source);
}

/** The parameters of an engine as the state of a training after `update` updates, without running means. */
export async function engineState(engine: Engine, update: number): Promise<TrainingState> {
  const parameters = await Promise.all(
    [...engine.shapes].map(async ([path, shape]) => [path, { shape, data: await engine.readParameter(path) }] as const),
  );
  return { update, parameters: Object.fromEntries(parameters), moments: {} };
}
