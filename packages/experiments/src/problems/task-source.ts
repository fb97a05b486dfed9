import { RandomKey, ValueError } from '@hkmem/backend';
import {
  editTask,
  type ImageDataset,
  type ImageSet,
  pairContexts,
  type Split,
  selectLabels,
  validationSplit,
} from '@hkmem/datasets';
import { type BatchSource, cueSource, imageSource } from '@hkmem/training';
import type { RestConfig } from '../config/rest-settings.ts';
import { type LabelEdit, labelEdit, type Run, seesPairs } from '../config/run-config.ts';
import { holdingContexts } from './held-contexts.ts';
import { modelSource } from './model-source.ts';
import { neuronGroups } from './neuron-groups.ts';
import { withRandomRest } from './random-rest.ts';
import type { TaskSource } from './source.ts';
import { statisticsOf } from './sphere-statistics.ts';

/** What varies when a task's batches are made. */
export interface TaskSourceOptions {
  /** Decides task, pairs and order. */
  readonly run: Run;
  /** The images. */
  readonly dataset: ImageDataset;
  /** N. */
  readonly neurons: number;
  /** Which of them. */
  readonly split: Split;
  /** All paired images show the first (0) or the second (1) digit of the task, in place of half and half. */
  readonly context?: 0 | 1;
}

/**
 * The images, labels and paired images of a task; pairs and epochs follow from the run's seed. Of a memory at rest, images
 * come as cues, those of training damaged.
 */
export function taskSource(options: TaskSourceOptions): TaskSource {
  const { run, dataset, split } = options;
  const { rest, seed } = run.config;
  if (rest === undefined) return imagesOfTask(options);
  const { heldOut } = rest;
  const { train } = heldOut === undefined ? dataset : validationSplit(dataset, heldOut);
  const task = imagesOfTask({ ...options, dataset: { ...dataset, train } });
  return { ...task, source: cues(rest, seed, task.source, dataset[split]) };
}

/** A source of cues, as the settings of a memory at rest show them. */
function cues(
  { cue, strength, damage }: RestConfig,
  seed: number,
  source: BatchSource,
  { height, width }: ImageSet,
): BatchSource {
  const key = RandomKey.fromSeed(seed).fold('cues');
  return cueSource({
    source,
    height,
    width,
    cue,
    key,
    ...(damage && { damage }),
    ...(strength !== undefined && { strength }),
  });
}

/** The same without cues: images as they are, shown as the start. */
export function imagesOfTask(options: TaskSourceOptions): TaskSource {
  const { run, neurons, ...where } = options;
  const { dataset, split } = where;
  const set = dataset[split];
  const key = RandomKey.fromSeed(run.config.seed).fold('data').fold(split);
  if (run.kind === 'model') return modelSource(run.config, dataset, neurons, split);
  const edit = labelEdit(run);
  if (edit === undefined) return { source: imageSource({ set, neurons, key }), labels: set.labels };
  const task: TaskOptions = { ...where, config: edit };
  const labels = taskLabels(task);
  const bias = edit.bias && { bias: edit.bias };
  if (!seesPairs(run)) return { source: imageSource({ set, neurons, key, labels, ...bias }), labels };
  const indices = taskContexts(task);
  const { dimension, rest, held } = run.config.oscillators;
  const contexts = { indices, statistics: statisticsOf(dataset), set };
  const source = imageSource({ set, neurons, labels, key, dimension, contexts, ...bias });
  const groups = neuronGroups(set);
  const size = { neurons, dimension, pixels: groups.pixels };
  return {
    source:
      held === true
        ? holdingContexts(source, size, groups)
        : rest === 'random'
          ? withRandomRest(source, size, run.config.seed)
          : source,
    labels,
    contexts: indices,
  };
}

/** What labels and pairs of a task depend on. */
export interface TaskOptions extends Pick<TaskSourceOptions, 'dataset' | 'split' | 'context'> {
  /** The change of labels. */
  readonly config: LabelEdit;
}

/** The labels of a split after an edit, and those before it in a sequence, in the split's order. */
export function taskLabels(options: TaskOptions): Uint8Array {
  const { config, dataset, split } = options;
  const set = dataset[split];
  const swapped = (config.swapped ?? []).reduce(
    (labels, digits) => editTask({ name: 'swap', digits }).labels({ labels, classes: set.classes }),
    set.labels,
  );
  const task = editTask({ name: config.task, digits: config.digits });
  const before = { labels: swapped, classes: set.classes };
  return task.associative ? task.labels(before, selectLabels(set, taskContexts(options))) : task.labels(before);
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
