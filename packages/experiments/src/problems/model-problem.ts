import { parameterShapes, RandomKey, type SystemSpec, type ThresholdSpec } from '@hkmem/backend';
import type { ImageDataset } from '@hkmem/datasets';
import { hopfield, hopfieldKuramoto, initialParameters, kuramoto } from '@hkmem/dynamics';
import type { ModelConfig } from '../config/model-settings.ts';
import { activationOf, couplingKindOf, interactionOf } from '../config/named-laws.ts';
import { graphsOf } from './graphs.ts';
import { completeProblem, type Problem } from './problem.ts';

/** Neurons of a memory that is trained as a whole: pixels of one image or two, hidden ones, and those that are read. */
function modelSizes(config: ModelConfig, dataset: ImageDataset): readonly number[] {
  const { height, width, classes } = dataset.train;
  const { hidden = 0, layers } = config.memory;
  const images = config.task === 'addition' && config.model !== 'coupled' ? 2 : 1;
  const read = config.readout === 'pairs' ? 2 * classes : classes;
  return [images * height * width, ...(layers ?? [hidden]), read];
}

/** A memory that is trained as a whole, oscillators included. @throws {ValueError} if its parts do not fit. */
export function modelProblem(config: ModelConfig, dataset: ImageDataset): Problem {
  const sizes = modelSizes(config, dataset);
  const neurons = sizes.reduce((sum, size) => sum + size, 0);
  const spec = systemOf(config, sizes, neurons);
  const key = RandomKey.fromSeed(config.seed).fold('parameters');
  const { alpha } = config.coupling ?? {};
  return completeProblem({
    run: { kind: 'model', config },
    dataset,
    spec,
    parameters: initialParameters(spec, key, alpha === undefined ? {} : { alpha }),
    trainable: [...parameterShapes(spec).keys()],
    readout: config.readout,
  });
}

function systemOf(config: ModelConfig, sizes: readonly number[], neurons: number): SystemSpec {
  const { layers } = config.memory;
  const activation = activationOf(config.memory.activation);
  const threshold: ThresholdSpec = layers === undefined ? { activation } : { activation, layers: [...sizes] };
  if (config.model === 'hopfield') return hopfield(neurons, threshold);
  const { K, HK } = graphsOf(config.graph!, neurons, config.seed);
  const interaction = interactionOf(config.oscillators!.interaction);
  const oscillators = { ...config.oscillators!, interaction, graph: K };
  if (config.model === 'kuramoto') return kuramoto(neurons, oscillators);
  const { kind, kappaH, kappaK } = config.coupling!;
  return hopfieldKuramoto(neurons, threshold, oscillators, { kind: couplingKindOf(kind), graph: HK, kappaH, kappaK });
}
