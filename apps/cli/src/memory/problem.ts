import {
  type ParameterValues,
  parameterShapes,
  RandomKey,
  type Readout,
  type SystemSpec,
  ValueError,
} from '@hkmem/backend';
import type { ImageDataset } from '@hkmem/datasets';
import { hopfield, hopfieldKuramoto, initialParameters } from '@hkmem/dynamics';
import { type OptimiserSettings, type ParameterGroup, parametersOf, type ScheduleSettings } from '@hkmem/training';
import type { BaseConfig, EditConfig, RunConfig, TrainingConfig } from '../config/settings.ts';
import { graphsOf } from './graphs.ts';
import type { Memory } from './memory-file.ts';
import { type TaskSource, taskSource } from './task-source.ts';

/** A training, ready to start: the system, its first parameters, what is trained, and the data. */
export interface Problem {
  readonly config: RunConfig;
  readonly spec: SystemSpec;
  readonly parameters: ParameterValues;
  readonly trainable: readonly string[];
  readonly optimiser: OptimiserSettings;
  readonly readout: Readout;
  readonly train: TaskSource;
  readonly test: TaskSource;
}

/** A base memory of threshold units: pixels, hidden units or layers, and one unit per class. */
export function baseProblem(config: BaseConfig, dataset: ImageDataset): Problem {
  const { height, width, classes } = dataset.train;
  const { activation, hidden = 0, layers } = config.memory;
  const sizes = [height * width, ...(layers ?? [hidden]), classes];
  const neurons = sizes.reduce((sum, size) => sum + size, 0);
  const spec = hopfield(neurons, layers === undefined ? { activation } : { activation, layers: sizes });
  const key = RandomKey.fromSeed(config.seed).fold('parameters');
  return complete(config, dataset, spec, initialParameters(spec, key), [...parameterShapes(spec).keys()]);
}

/**
 * An edit of a base memory: oscillators on a graph, coupled to the base's threshold units, whose parameters are frozen.
 * @throws {ValueError} if the base has oscillators already, or was made for other images.
 */
export function editProblem(config: EditConfig, dataset: ImageDataset, base: Memory): Problem {
  const { spec: baseSpec } = base.checkpoint;
  const { neurons, threshold } = baseSpec;
  if (threshold === undefined || baseSpec.oscillators !== undefined) {
    throw new ValueError('base memory', `a memory of the task '${base.config.task}'`, 'one made by `hkmem train`');
  }
  const pixels = dataset.train.height * dataset.train.width;
  if (neurons < pixels + dataset.train.classes) {
    throw new ValueError(
      'base memory',
      `${neurons} neurons`,
      `${pixels + dataset.train.classes} or more for this data set`,
    );
  }
  const graphs = graphsOf(config.graph, neurons, config.seed);
  const { dimension, interaction, omega, startNoise } = config.oscillators;
  const learnedStart = !config.task.startsWith('associative-');
  const { kind, alpha, kappaH, kappaK } = config.coupling;
  const spec = hopfieldKuramoto(
    neurons,
    threshold,
    { dimension, interaction, omega, graph: graphs.K, learnedStart },
    { kind, graph: graphs.HK, kappaH, kappaK },
  );
  const key = RandomKey.fromSeed(config.seed).fold('parameters');
  const first = initialParameters(spec, key, { alpha, startNoise });
  const trainable = [...parameterShapes(spec).keys()].filter((path) => !path.startsWith('hopfield.'));
  return complete(config, dataset, spec, { ...first, ...parametersOf(base.checkpoint) }, trainable);
}

function complete(
  config: RunConfig,
  dataset: ImageDataset,
  spec: SystemSpec,
  parameters: ParameterValues,
  trainable: readonly string[],
): Problem {
  const { neurons } = spec;
  return {
    config,
    spec,
    parameters,
    trainable,
    optimiser: optimiserSettings(config, trainable),
    readout: { kind: 'threshold', classes: dataset.train.classes },
    train: taskSource({ config, dataset, neurons, split: 'train' }),
    test: taskSource({ config, dataset, neurons, split: 'test' }),
  };
}

/** Whether `weightDecay` of a configuration concerns a parameter. */
function decays(path: string): boolean {
  return /^hopfield\.(weights|layers\.\d+)$|^kuramoto\.(A|B|mlp\.weights\.\d+)$|^coupling\.weights$/.test(path);
}

function optimiserSettings({ optimiser, updates }: TrainingConfig, trainable: readonly string[]): OptimiserSettings {
  const { schedule, halfEvery, warmup, weightDecay, groups: given = {}, ...rest } = optimiser;
  const groups: Record<string, ParameterGroup> = {};
  for (const path of trainable) groups[path] = { weightDecay: decays(path) ? weightDecay : 0, ...given[path] };
  const unknown = Object.keys(given).find((path) => groups[path] === undefined);
  if (unknown !== undefined) throw new ValueError('optimiser.groups', unknown, trainable.join(', '));
  const start = warmup === undefined ? {} : { warmup };
  const settings: ScheduleSettings =
    schedule === 'constant'
      ? { kind: schedule, ...start }
      : schedule === 'exponential'
        ? { kind: schedule, halfEvery: halfEvery!, ...start }
        : { kind: schedule, updates, ...start };
  return { ...rest, schedule: settings, groups };
}
