import { type Engine, type ParameterValues, RandomKey, type Readout, type SystemSpec } from '@hkmem/backend';
import { glyphs, type ImageDataset, loadMnist } from '@hkmem/datasets';
import { type BaseConfig, baseProblem, editProblem, type Problem, quick, untrained } from '@hkmem/experiments';
import { type BatchSource, type FlowSettings, type OptimiserSettings, Trainer } from '@hkmem/training';
import { type Subject, startEngine } from '../problem/subjects.ts';
import type { StudySettings, TaskName } from './settings.ts';

/** A system with data, ready to be trained. */
export interface Task {
  readonly name: TaskName;
  readonly spec: SystemSpec;
  /** The first parameters. */
  readonly parameters: ParameterValues;
  readonly trainable: readonly string[];
  readonly batch: number;
  readonly train: BatchSource;
  readonly test: BatchSource;
  /** The optimiser of a training with so many updates. */
  readonly optimiser: (updates: number) => OptimiserSettings;
}

export const readout: Readout = { kind: 'threshold', classes: 10 };

/** The integration that the memories of the study are made with. */
export const memoryFlow: FlowSettings = { solver: 'rk4', steps: 2, until: 1, jitter: 0.7 };

/** MNIST where its images fit the threshold units, else drawn digits of 8 x 8 pixels. */
export async function loadStudyData({ neurons, seed }: StudySettings): Promise<ImageDataset> {
  if (neurons >= 784 + readout.classes) return loadMnist();
  return glyphs({ count: 200, testCount: 60, random: RandomKey.fromSeed(seed).fold('glyphs').stream() });
}

/** A Hopfield memory of relu units, as in the quick profile of `hkmem start`. */
export function baseTask(settings: StudySettings, data: ImageDataset): Task {
  const problemOf = (updates: number): Problem => baseProblem(baseConfig(settings, data, updates), data);
  return taskOf('base', problemOf, settings.batches.base);
}

/** The additive swap of 0 and 1 in a frozen base memory, as in the quick profile: alpha stays where it starts. */
export function editOf(base: ParameterValues, settings: StudySettings, data: ImageDataset): Task {
  const { neighbours, dimension, batches, seed } = settings;
  const memory = untrained({ ...baseProblem(baseConfig(settings, data, 1), data), parameters: base });
  const usual = quick.edit('swap', 'additive');
  const problemOf = (updates: number): Problem =>
    editProblem(
      {
        ...usual,
        task: 'swap',
        data: nameOf(data),
        seed,
        base: memory.hash,
        batch: batches.edit,
        updates,
        graph: { ...usual.graph, neighbours },
        oscillators: { ...usual.oscillators, dimension },
      },
      data,
      memory,
    );
  return taskOf('edit', problemOf, batches.edit, Object.keys(usual.freezeUntil ?? {}));
}

function baseConfig({ neurons, batches, seed }: StudySettings, data: ImageDataset, updates: number): BaseConfig {
  const { height, width, classes } = data.train;
  const memory = { activation: 'relu', hidden: neurons - height * width - classes } as const;
  return { ...quick.base, task: 'base', data: nameOf(data), seed, memory, batch: batches.base, updates };
}

function nameOf({ train }: ImageDataset): 'mnist' | 'glyphs' {
  return train.height === 28 ? 'mnist' : 'glyphs';
}

/** A task of a problem that is made for a number of updates; `held` is not trained in it. */
function taskOf(
  name: TaskName,
  problemOf: (updates: number) => Problem,
  batch: number,
  held: readonly string[] = [],
): Task {
  const { spec, parameters, trainable, train, test } = problemOf(1);
  return {
    name,
    spec,
    parameters,
    trainable: trainable.filter((path) => !held.includes(path)),
    batch,
    train: train.source,
    test: test.source,
    optimiser: (updates) => optimiserOf(problemOf(updates), held),
  };
}

/** The optimiser of a problem, without groups of what is held. */
function optimiserOf({ optimiser }: Problem, held: readonly string[]): OptimiserSettings {
  const groups = Object.entries(optimiser.groups ?? {}).filter(([path]) => !held.includes(path));
  return { ...optimiser, groups: Object.fromEntries(groups) };
}

/** How a task is trained. */
export interface TrainingPlan {
  readonly flow: FlowSettings;
  /** Updates of the schedule. */
  readonly updates: number;
  /** Updates after which to stop; those of the schedule if absent. */
  readonly until?: number;
  readonly seed: number;
  readonly onUpdate?: (update: number, loss: number) => void;
}

/** Trains a task on an engine of its own, which the caller gives back. @throws as `Trainer.run`. */
export async function trainTask(subject: Subject, task: Task, plan: TrainingPlan): Promise<Engine> {
  const engine = startEngine(subject, task);
  const { flow, updates, until = updates, seed, onUpdate } = plan;
  const { trainable, batch, optimiser, train } = task;
  try {
    const settings = { engine, readout, flow, optimiser: optimiser(updates), trainable, batch, updates, seed };
    const trainer = new Trainer(settings, train);
    try {
      await trainer.run({ until, onUpdate: ({ update, loss }) => onUpdate?.(update, loss) });
    } finally {
      trainer.dispose();
    }
    return engine;
  } catch (error) {
    engine.dispose();
    throw error;
  }
}
