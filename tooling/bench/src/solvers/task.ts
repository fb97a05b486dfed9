import { type Engine, type ParameterValues, RandomKey, type Readout, type SystemSpec } from '@hkmem/backend';
import { wattsStrogatz } from '@hkmem/coupling';
import { editTask, glyphs, type ImageDataset, type ImageSet, loadMnist } from '@hkmem/datasets';
import { hopfield, hopfieldKuramoto, initialParameters } from '@hkmem/dynamics';
import { type BatchSource, type FlowSettings, imageSource, type OptimiserSettings, Trainer } from '@hkmem/training';
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

/** A Hopfield memory of relu units, trained from noise by Lion with weight decay on V. */
export function baseTask({ neurons, batches, seed }: StudySettings, data: ImageDataset): Task {
  const key = RandomKey.fromSeed(seed);
  const spec = hopfield(neurons);
  const source = (set: ImageSet): BatchSource => imageSource({ set, neurons, key: key.fold('batches') });
  return {
    name: 'base',
    spec,
    parameters: initialParameters(spec, key.fold('parameters')),
    trainable: ['hopfield.weights', 'hopfield.bias'],
    batch: batches.base,
    train: source(data.train),
    test: source(data.test),
    optimiser: (updates) => ({
      kind: 'lion',
      rate: 8e-4,
      schedule: { kind: 'linear', updates },
      groups: { 'hopfield.weights': { weightDecay: 7 } },
    }),
  };
}

/** The additive swap of 0 and 1 in a frozen base memory, alpha held at -0.12. */
export function editOf(base: ParameterValues, settings: StudySettings, data: ImageDataset): Task {
  const { neurons, neighbours, dimension, batches, seed } = settings;
  const key = RandomKey.fromSeed(seed).fold('edit');
  const graph = wattsStrogatz({ neurons, neighbours, rewiring: 0.1, key: key.fold('graph') });
  const spec = hopfieldKuramoto(
    neurons,
    { activation: 'relu' },
    { dimension, graph, interaction: 'relu', omega: 'none', learnedStart: true },
    { kind: 'additive' },
  );
  const first = initialParameters(spec, key.fold('parameters'), { alpha: -0.12, startNoise: 1 });
  const swap = editTask({ name: 'swap' });
  const source = (set: ImageSet): BatchSource =>
    imageSource({ set, neurons, labels: swap.labels(set), key: key.fold('batches') });
  return {
    name: 'edit',
    spec,
    parameters: { ...first, ...base },
    trainable: ['kuramoto.A', 'kuramoto.B', 'start.s'],
    batch: batches.edit,
    train: source(data.train),
    test: source(data.test),
    optimiser: (updates) => ({
      kind: 'lion',
      rate: 2e-3,
      schedule: { kind: 'linear', updates },
      groups: {
        'kuramoto.A': { weightDecay: 10 },
        'kuramoto.B': { weightDecay: 10 },
        'start.s': { rateFactor: 5 },
      },
    }),
  };
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
