import { parameterShapes, RandomKey, type SystemSpec } from '@hkmem/backend';
import type { ImageDataset } from '@hkmem/datasets';
import { hopfield, hopfieldKuramoto, initialParameters, kuramoto } from '@hkmem/dynamics';
import type { ModelConfig } from '../config/model-settings.ts';
import { couplingKindOf, interactionOf } from '../config/named-laws.ts';
import { thresholdOf } from '../config/threshold-of.ts';
import { graphsOf } from './graphs.ts';
import { completeProblem, type Problem } from './problem.ts';

/** How many pixels of one image or two, and how many units that are read. */
function outerSizes(config: ModelConfig, dataset: ImageDataset): readonly [pixels: number, read: number] {
  const { height, width, classes } = dataset.train;
  const images = config.task === 'addition' && config.model !== 'coupled' ? 2 : 1;
  return [images * height * width, config.readout === 'pairs' ? 2 * classes : classes];
}

/** A memory that is trained as a whole, oscillators included. @throws {ValueError} if its parts do not fit. */
export function modelProblem(config: ModelConfig, dataset: ImageDataset): Problem {
  const spec = systemOf(config, outerSizes(config, dataset));
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

function systemOf(config: ModelConfig, outer: readonly [number, number]): SystemSpec {
  const { neurons, threshold } = thresholdOf(config.memory, outer);
  if (config.model === 'hopfield') return hopfield(neurons, threshold);
  const { K, HK } = graphsOf(config.graph!, neurons, config.seed);
  const interaction = interactionOf(config.oscillators!.interaction);
  const oscillators = { ...config.oscillators!, interaction, graph: K };
  if (config.model === 'kuramoto') return kuramoto(neurons, oscillators);
  const { kind, kappaH, kappaK } = config.coupling!;
  return hopfieldKuramoto(neurons, threshold, oscillators, { kind: couplingKindOf(kind), graph: HK, kappaH, kappaK });
}
