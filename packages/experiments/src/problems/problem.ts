import {
  type Graph,
  type ParameterValues,
  parameterShapes,
  parametersOfSystem,
  RandomKey,
  type Readout,
  type SystemSpec,
  type ThresholdSpec,
  ValueError,
} from '@hkmem/backend';
import type { ImageDataset } from '@hkmem/datasets';
import { hopfield, hopfieldKuramoto, initialParameters } from '@hkmem/dynamics';
import { type OptimiserSettings, type ParameterGroup, parametersOf, type ScheduleSettings } from '@hkmem/training';
import { editedPaths } from '../config/edited-paths.ts';
import { layeredBasePath, layeredMultiplicative } from '../config/layered-multiplicative.ts';
import { couplingKindOf, interactionOf } from '../config/named-laws.ts';
import type { Run } from '../config/run-config.ts';
import type { BaseConfig, EditConfig, TrainingConfig } from '../config/settings.ts';
import { thresholdOf } from '../config/threshold-of.ts';
import { NotEditableError } from '../errors.ts';
import { denseMemory } from '../memory/dense-memory.ts';
import type { Memory } from '../memory/memory.ts';
import { graphsOf } from './graphs.ts';
import { neuronGroups } from './neuron-groups.ts';
import { rememberedStart } from './remembered-start.ts';
import type { TaskSource } from './source.ts';
import { taskSource } from './task-source.ts';

/** A training, ready to start: what it follows from, the system, its first parameters, what is trained, and the data. */
export type Problem = Run & ReadyTraining;

/** What of a problem follows from its configuration and the data. */
export interface ReadyTraining {
  /** The system. */
  readonly spec: SystemSpec;
  /** First values, by path. */
  readonly parameters: ParameterValues;
  /** Paths of what is trained. */
  readonly trainable: readonly string[];
  /** How many numbers are trained. */
  readonly trainedParameters: number;
  /** Settings by trained parameter. */
  readonly optimiser: OptimiserSettings;
  /** Where class outputs are read. */
  readonly readout: Readout;
  /** Images that are learned from. */
  readonly train: TaskSource;
  /** Images that are judged by. */
  readonly test: TaskSource;
}

/** A base memory of threshold units: pixels, hidden units or layers, and one unit per class. */
export function baseProblem(config: BaseConfig, dataset: ImageDataset): Problem {
  const { height, width, classes } = dataset.train;
  const { neurons, threshold } = thresholdOf(config.memory, [height * width, classes]);
  const spec = hopfield(neurons, threshold);
  const key = RandomKey.fromSeed(config.seed).fold('parameters');
  const parameters = initialParameters(spec, key);
  return completeProblem({
    run: { kind: 'base', config },
    dataset,
    spec,
    parameters,
    trainable: [...parameterShapes(spec).keys()],
  });
}

/**
 * Whether a memory can be the base of an edit, for images of a size.
 * @throws {ValueError} if it has oscillators already, or was made for other images.
 */
export function checkEditable(
  { checkpoint, config }: Memory,
  { pixels, classes }: { readonly pixels: number; readonly classes: number },
): void {
  const { neurons, threshold, oscillators } = checkpoint.spec;
  if (threshold === undefined || oscillators !== undefined) {
    throw new NotEditableError(config.task);
  }
  if (neurons >= pixels + classes) return;
  throw new ValueError('base memory', `${neurons} neurons`, `${pixels + classes} or more for this data set`);
}

/** The neurons and threshold units of a base memory. @throws {ValueError} as `checkEditable`. */
export function baseUnits(base: Memory, dataset: ImageDataset): { neurons: number; threshold: ThresholdSpec } {
  const { height, width, classes } = dataset.train;
  checkEditable(base, { pixels: height * width, classes });
  const { neurons, threshold } = base.checkpoint.spec;
  return { neurons, threshold: threshold! };
}

/**
 * An edit of a base memory: oscillators on a graph, coupled to the base's threshold units, whose parameters are frozen.
 * They start as drawn from the seed, or where an earlier edit of the base left them.
 * @throws {ValueError} as `baseUnits`. @throws {UnrememberedStartError} as `rememberedStart`.
 */
export function editProblem(config: EditConfig, dataset: ImageDataset, base: Memory, start?: Memory): Problem {
  const { neurons, threshold } = baseUnits(base, dataset);
  const groups = neuronGroups(dataset.train);
  const graphs = graphsOf(config.graph, neurons, config.seed, groups);
  const { dimension, interaction, omega, startNoise, memory, held } = config.oscillators;
  const learnedStart = !config.task.startsWith('associative-') || held === true;
  const { kind, alpha, kappaH, kappaK } = config.coupling;
  const layered = kind === 'multiplicative' && threshold.layers !== undefined;
  const spec = hopfieldKuramoto(
    neurons,
    threshold,
    { dimension, interaction: interactionOf(interaction), omega, graph: graphs.K, learnedStart },
    { kind: layered ? layeredMultiplicative : couplingKindOf(kind), graph: graphs.HK, kappaH, kappaK },
  );
  const key = RandomKey.fromSeed(config.seed).fold('parameters');
  const first = initialParameters(spec, key, { alpha, startNoise });
  const parameters = {
    ...first,
    ...(memory !== undefined && rememberedStart(spec, first, memory, held === true ? groups.pixels : 0)),
    ...(start && parametersOf(start.checkpoint)),
    ...(layered && { [layeredBasePath]: weightsOn(graphs.HK, base) }),
    ...parametersOf(base.checkpoint),
  };
  return completeProblem({ run: { kind: 'edit', config }, dataset, spec, parameters, trainable: editedPaths(spec) });
}

/** W_ij of each edge. */
function weightsOn({ sources, targets }: Graph, base: Memory): Float64Array {
  const W = parametersOf(denseMemory(base).checkpoint)['hopfield.weights']!;
  const N = base.checkpoint.spec.neurons;
  return Float64Array.from(sources, (i, e) => (W[i * N + targets[e]!]! + W[targets[e]! * N + i]!) / 2);
}

/** What the rest of a problem follows from. */
export interface ProblemParts extends Pick<ReadyTraining, 'spec' | 'parameters' | 'trainable'> {
  readonly run: Run;
  readonly dataset: ImageDataset;
  /** `threshold` if absent. */
  readonly readout?: Readout['kind'];
}

/** Adds optimiser, read-out and data to a system. @throws {ValueError} for optimiser groups of unknown parameters. */
export function completeProblem(parts: ProblemParts): Problem {
  const { run, spec, parameters, trainable, dataset, readout = 'threshold' } = parts;
  const { neurons } = spec;
  return {
    ...run,
    spec,
    parameters,
    trainable,
    trainedParameters: trainable.reduce((sum, path) => sum + parameters[path]!.length, 0),
    optimiser: optimiserSettings(run.config, trainable, decayingPaths(spec)),
    readout: { kind: readout, classes: dataset.train.classes },
    train: taskSource({ run, dataset, neurons, split: 'train' }),
    test: taskSource({ run, dataset, neurons, split: 'test' }),
  };
}

/** Paths of the parameters that `weightDecay` of a configuration concerns. */
export function decayingPaths(spec: SystemSpec): ReadonlySet<string> {
  return new Set(parametersOfSystem(spec).flatMap(({ path, decays }) => (decays ? [path] : [])));
}

/** The optimiser of a configuration, for given trained parameters and those of them that decay. @throws {ValueError} for groups of others. */
export function optimiserSettings(
  { optimiser, updates }: TrainingConfig,
  trainable: readonly string[],
  decaying: ReadonlySet<string>,
): OptimiserSettings {
  const { schedule, halfEvery, warmup, weightDecay, groups: given = {}, ...rest } = optimiser;
  const groups: Record<string, ParameterGroup> = {};
  for (const path of trainable) groups[path] = { weightDecay: decaying.has(path) ? weightDecay : 0, ...given[path] };
  const unknown = Object.keys(given).find((path) => groups[path] === undefined);
  if (unknown !== undefined) throw new ValueError('optimiser.groups', unknown, trainable.join(', '));
  const start = warmup === undefined ? {} : { warmup };
  const settings: ScheduleSettings =
    schedule === 'constant'
      ? { kind: schedule, ...start }
      : schedule === 'exponential'
        ? { kind: schedule, halfEvery: halfEvery!, ...start }
        : { kind: schedule, updates: Math.max(1, updates), ...start };
  return { ...rest, schedule: settings, groups };
}
