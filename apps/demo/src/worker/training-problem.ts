import { type Engine, parameterShapes, RandomKey, type Readout, type SystemSpec } from '@hkmem/backend';
import { wattsStrogatz } from '@hkmem/coupling';
import { type EditTaskName, editTask, glyphs, type ImageDataset } from '@hkmem/datasets';
import { hopfield, hopfieldKuramoto, initialParameters } from '@hkmem/dynamics';
import {
  type BatchSource,
  imageSource,
  type OptimiserSettings,
  type ParameterGroup,
  Trainer,
  type TrainingFlow,
} from '@hkmem/training';

/** Drawn digits, the same ones as `hkmem` has under the name `glyphs`. */
export const dataset: ImageDataset = glyphs({
  count: 1000,
  testCount: 200,
  random: RandomKey.fromSeed(0).fold('glyphs').stream(),
});

export const readout: Readout = { kind: 'threshold', classes: 10 };

/** Settings of a training, in the form in which `hkmem` keeps them in a weights file. */
export interface TrainingConfig {
  readonly task: string;
  readonly data: string;
  readonly seed: number;
  readonly flow: TrainingFlow;
  readonly optimiser: {
    readonly kind: 'lion' | 'adam';
    readonly rate: number;
    readonly schedule: 'constant' | 'exponential' | 'linear' | 'cosine';
    readonly halfEvery?: number;
    readonly weightDecay: number;
    readonly groups?: Readonly<Record<string, ParameterGroup>>;
  };
  readonly batch: number;
  readonly updates: number;
  readonly digits?: readonly [number, number];
  readonly freezeUntil?: Readonly<Record<string, number>>;
}

/** A memory of drawn digits, from nothing, in seconds. */
export const baseConfig = {
  task: 'base',
  data: 'glyphs',
  seed: 1,
  memory: { activation: 'relu', hidden: 10 },
  flow: { solver: 'rk4', steps: 3, until: 1, jitter: 0.5 },
  optimiser: { kind: 'lion', rate: 3e-3, schedule: 'linear', weightDecay: 0.1 },
  batch: 50,
  updates: 500,
} as const satisfies TrainingConfig & Record<string, unknown>;

/** An edit of that memory; `base` is the SHA-256 of its weights file. */
export function editConfig(task: EditTaskName, base: string) {
  return {
    task,
    data: 'glyphs',
    seed: 1,
    digits: [0, 1],
    base,
    graph: { kind: 'small-world', neighbours: 40, rewiring: 0.3, count: 'one' },
    oscillators: { dimension: 4, interaction: 'relu', omega: 'global', startNoise: 1 },
    coupling: { kind: 'additive', alpha: -0.1, kappaH: 1, kappaK: 1 },
    flow: { solver: 'rk4', steps: 4, until: 1, jitter: 0.5 },
    optimiser: {
      kind: 'lion',
      rate: 1e-2,
      schedule: 'exponential',
      halfEvery: 100,
      weightDecay: 0,
      groups: { 'coupling.alpha': { rateFactor: 1 }, 'start.s': { rateFactor: 5 } },
    },
    batch: 50,
    updates: 300,
  } as const satisfies TrainingConfig & Record<string, unknown>;
}

/** The system and first parameters of the base memory, as `hkmem train` makes them. */
export function baseSystem() {
  const spec = hopfield(64 + baseConfig.memory.hidden + 10, { activation: baseConfig.memory.activation });
  const parameters = initialParameters(spec, RandomKey.fromSeed(baseConfig.seed).fold('parameters'));
  return { spec, parameters };
}

/** The system and first parameters of an edit, as `hkmem edit` makes them, but for the base's own parameters. */
export function editSystem(config: ReturnType<typeof editConfig>, neurons: number) {
  const { neighbours, rewiring } = config.graph;
  const { dimension, interaction, omega, startNoise } = config.oscillators;
  const { kind, alpha, kappaH, kappaK } = config.coupling;
  const seed = RandomKey.fromSeed(config.seed);
  const graph = wattsStrogatz({ neurons, neighbours, rewiring, key: seed.fold('graph').fold('K') });
  const spec = hopfieldKuramoto(
    neurons,
    { activation: 'relu' },
    { dimension, interaction, omega, graph, learnedStart: true },
    { kind, kappaH, kappaK },
  );
  return { spec, parameters: initialParameters(spec, seed.fold('parameters'), { alpha, startNoise }) };
}

/** Images and labels of a task, as `hkmem` deals them. */
export function sourceOf(
  config: Pick<TrainingConfig, 'task' | 'seed' | 'digits'>,
  neurons: number,
  split: 'train' | 'test',
): BatchSource {
  const set = dataset[split];
  const key = RandomKey.fromSeed(config.seed).fold('data').fold(split);
  if (config.task === 'base') return imageSource({ set, neurons, key });
  return imageSource({ set, neurons, key, labels: labelsOf(config, split) });
}

/** The labels of a split under a task. */
export function labelsOf(
  { task, digits = [0, 1] }: Pick<TrainingConfig, 'task' | 'digits'>,
  split: 'train' | 'test',
): Uint8Array {
  if (task === 'base') return dataset[split].labels;
  const rule = editTask({ name: task as EditTaskName, digits: [...digits] });
  if (rule.associative)
    throw new Error(`'${task}' sees paired images; the site trains and loads 'swap' and 'conflation'.`);
  return rule.labels(dataset[split]);
}

/** A trainer of a configuration on an engine whose parameters are written. */
export function trainerOf(config: TrainingConfig, engine: Engine): Trainer {
  const trainable = trainablePaths(config, engine.spec);
  return new Trainer(
    {
      engine,
      readout,
      flow: config.flow,
      optimiser: optimiserOf(config, trainable),
      trainable,
      batchSize: config.batch,
      updates: config.updates,
      seed: config.seed,
      ...(config.freezeUntil && { freezeUntil: config.freezeUntil }),
    },
    sourceOf(config, engine.spec.neurons, 'train'),
  );
}

function trainablePaths({ task }: TrainingConfig, spec: SystemSpec): string[] {
  return [...parameterShapes(spec).keys()].filter((path) => task === 'base' || !path.startsWith('hopfield.'));
}

/** Decay concerns matrices and parameters per edge only, as in `hkmem`. */
const decays = /^hopfield\.(weights|layers\.\d+)$|^kuramoto\.(A|B|mlp\.weights\.\d+)$|^coupling\.weights$/;

function optimiserOf({ optimiser, updates }: TrainingConfig, trainable: readonly string[]): OptimiserSettings {
  const { schedule, halfEvery = 1, weightDecay, groups: given = {}, ...rest } = optimiser;
  const groups = Object.fromEntries(
    trainable.map((path) => [path, { weightDecay: decays.test(path) ? weightDecay : 0, ...given[path] }]),
  );
  if (schedule === 'constant') return { ...rest, groups, schedule: { kind: schedule } };
  if (schedule === 'exponential') return { ...rest, groups, schedule: { kind: schedule, halfEvery } };
  return { ...rest, groups, schedule: { kind: schedule, updates } };
}
