import {
  type Checkpoint,
  createCheckpoint,
  describeTrainingFlow,
  type Trainer,
  type TrainingState,
} from '@hkmem/training';
import { canonicalJson } from '../identity.ts';
import type { Problem } from '../problems/problem.ts';

/** A checkpoint of a training as it stands. */
export async function checkpointOf(problem: Problem, trainer: Trainer): Promise<Checkpoint> {
  return checkpointWith(problem, await trainer.state());
}

/** A checkpoint of a state. Keys of the configuration stand in one order: the same run gives the same bytes. */
export function checkpointWith({ config, spec }: Problem, state: TrainingState): Checkpoint {
  const integration = describeTrainingFlow(config.flow);
  const ordered: unknown = JSON.parse(canonicalJson(config));
  return createCheckpoint({ spec, state, config: ordered, seed: config.seed, integration });
}
