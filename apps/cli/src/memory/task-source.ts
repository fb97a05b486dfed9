import { RandomKey, ValueError } from '@hkmem/backend';
import {
  editTask,
  type ImageDataset,
  type ImageSet,
  pairContexts,
  type SphereStatistics,
  type Split,
  selectLabels,
  sphereStatistics,
} from '@hkmem/datasets';
import { type BatchSource, imageSource } from '@hkmem/training';
import type { EditConfig, RunConfig } from '../config/settings.ts';

/** One split of a task: batches, and the labels in the split's order. */
export interface TaskSource {
  readonly source: BatchSource;
  readonly labels: Uint8Array;
  /** Index of the paired image for each image, of the associative tasks. */
  readonly contexts?: Uint32Array;
}

/** What varies when a task's batches are made. */
export interface TaskSourceOptions {
  readonly config: RunConfig;
  readonly dataset: ImageDataset;
  /** N. */
  readonly neurons: number;
  readonly split: Split;
  /** All paired images show the first (0) or the second (1) digit of the task, in place of half and half. */
  readonly context?: 0 | 1;
}

/** The images, labels and paired images of a task; pairs and epochs follow from the run's seed. */
export function taskSource(options: TaskSourceOptions): TaskSource {
  const { config, dataset, neurons, split } = options;
  const set = dataset[split];
  const key = RandomKey.fromSeed(config.seed).fold('data').fold(split);
  if (config.task === 'base') return { source: imageSource({ set, neurons, key }), labels: set.labels };
  const task: TaskOptions = { ...options, config };
  const labels = taskLabels(task);
  const bias = config.bias && { bias: config.bias };
  if (!config.task.startsWith('associative-')) {
    return { source: imageSource({ set, neurons, key, labels, ...bias }), labels };
  }
  const indices = taskContexts(task);
  const { dimension } = config.oscillators;
  const contexts = { indices, statistics: statisticsOf(dataset), set };
  return {
    source: imageSource({ set, neurons, labels, key, dimension, contexts, ...bias }),
    labels,
    contexts: indices,
  };
}

/** What labels and pairs of a task depend on. */
export interface TaskOptions extends Pick<TaskSourceOptions, 'dataset' | 'split' | 'context'> {
  readonly config: Pick<EditConfig, 'task' | 'digits' | 'seed'>;
}

/** The labels of a split after an edit, in the split's order. */
export function taskLabels(options: TaskOptions): Uint8Array {
  const { config, dataset, split } = options;
  const task = editTask({ name: config.task, digits: config.digits });
  const set = dataset[split];
  return task.associative ? task.labels(set, selectLabels(set, taskContexts(options))) : task.labels(set);
}

/** The index of the paired image for each image of a split. */
export function taskContexts({ config, dataset, split, context }: TaskOptions): Uint32Array {
  const set = dataset[split];
  const key = RandomKey.fromSeed(config.seed).fold('data').fold(split).fold('contexts');
  if (context === undefined) return pairContexts(set, config.digits, key.stream());
  return contextsOfOneDigit(set, config.digits[context], key);
}

function contextsOfOneDigit(set: ImageSet, digit: number, key: RandomKey): Uint32Array {
  const shown = [...set.labels.keys()].filter((index) => set.labels[index] === digit);
  if (shown.length === 0) throw new ValueError('digit of the paired images', digit, 'a digit that the data set shows');
  return Uint32Array.from(key.uniform(set.count), (value) => shown[Math.floor(value * shown.length)]!);
}

const statistics = new WeakMap<ImageDataset, SphereStatistics>();

/** The statistics of a data set's sphere encoding, over both splits; computed once. */
export function statisticsOf(dataset: ImageDataset): SphereStatistics {
  const known = statistics.get(dataset) ?? sphereStatistics([dataset.train, dataset.test]);
  statistics.set(dataset, known);
  return known;
}
