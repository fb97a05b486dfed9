import type { ImageDataset } from '@hkmem/datasets';
import { parametersOf } from '@hkmem/training';
import type { TuneConfig } from '../config/tune-settings.ts';
import type { Memory } from '../memory/memory.ts';
import { baseUnits, completeProblem, optimiserSettings, type Problem } from './problem.ts';

/** The matrix that is retrained. */
const weights = 'hopfield.weights';
/** The factors of a low-rank correction, as groups of the optimiser name them. */
const factors: readonly string[] = ['low-rank.U', 'low-rank.c'];

/**
 * A retraining of the weights of a base memory for an edited task: all of them, or a correction of low rank. The bias
 * stays. @throws {ValueError} as `baseUnits`.
 */
export function tuneProblem(config: TuneConfig, dataset: ImageDataset, base: Memory): Problem {
  baseUnits(base, dataset);
  const { spec } = base.checkpoint;
  const parameters = parametersOf(base.checkpoint);
  if (config.method === 'fine-tune') {
    return completeProblem({ run: { kind: 'tune', config }, dataset, spec, parameters, trainable: [weights] });
  }
  const { optimiser, ...rest } = config;
  const { groups: _, ...common } = optimiser;
  const problem = completeProblem({
    run: { kind: 'tune', config: { ...rest, optimiser: common } },
    dataset,
    spec,
    parameters,
    trainable: [weights],
  });
  const trainedParameters = config.rank! * (spec.neurons + 1);
  return {
    ...problem,
    kind: 'tune',
    config,
    trainedParameters,
    optimiser: optimiserSettings(config, factors, new Set(['low-rank.U'])),
  };
}
