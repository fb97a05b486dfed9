import type { ImageDataset } from '@hkmem/datasets';
import { parametersOf } from '@hkmem/training';
import { editedPaths } from '../config/edited-paths.ts';
import type { EditConfig } from '../config/settings.ts';
import type { Memory } from '../memory/memory.ts';
import { completeProblem, type Problem } from './problem.ts';

/**
 * The problem of an edit whose checkpoint is at hand, its base memory not: system and parameters are those of the
 * checkpoint, the rest follows from the configuration as in `editProblem`. A trainer that restores the checkpoint goes on
 * with the same bits.
 */
export function continuedEdit(config: EditConfig, dataset: ImageDataset, { checkpoint }: Memory): Problem {
  const { spec } = checkpoint;
  const parameters = parametersOf(checkpoint);
  return completeProblem({ run: { kind: 'edit', config }, dataset, spec, parameters, trainable: editedPaths(spec) });
}
