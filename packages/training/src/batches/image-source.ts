import { type RandomKey, ShapeError, ValueError } from '@hkmem/backend';
import {
  biasedBatches,
  encodeSphereBatch,
  encodeThresholdBatch,
  type ImageSet,
  type SphereSize,
  type SphereStatistics,
  selectLabels,
  shuffledBatches,
} from '@hkmem/datasets';
import { checkWhole } from '../check-whole.ts';
import type { BatchSource, Samples } from './batch.ts';
import { indexedSource } from './indexed-source.ts';

/** Paired images that the oscillators see, one for each image of a split. */
export interface ContextImages {
  /** Index into `set` for each image, [count]. */
  readonly indices: Uint32Array;
  /** Of the encoding on the sphere. */
  readonly statistics: SphereStatistics;
  /** The images that `indices` points into. */
  readonly set: ImageSet;
}

/** A source of images, each a sample. */
export interface ImageSourceSettings {
  /** The images. */
  readonly set: ImageSet;
  /** N. */
  readonly neurons: number;
  /** The classes to learn, [count], of an edit task for example; the labels of the set if absent. */
  readonly labels?: Uint8Array;
  /** D; needed for contexts and for images on the sphere. */
  readonly dimension?: number;
  /** Encoded as s beside each image; without them the oscillators start at the learned start. */
  readonly contexts?: ContextImages;
  /** Puts the images themselves on the sphere, for a memory of oscillators alone; they then come as s, without x. */
  readonly sphere?: SphereStatistics;
  /** Randomness of the epochs: n is shuffled with `key.fold('epoch').fold(n)`. */
  readonly key: RandomKey;
  /** Makes `share` (0 to 1) of every training batch images of these digits, by the set's own labels. */
  readonly bias?: { readonly digits: readonly number[]; readonly share: number };
}

/**
 * Batches of images: x holds pixels in [0, 1], then zeros; s the paired images, or the images themselves, on the sphere
 * (arXiv 2505.03648). An epoch shows every image once, apart from a rest that fills no batch; with a bias, digits and
 * others are dealt from decks of their own.
 * @throws {ShapeError | ValueError | OptionError} if labels or contexts are not one per image, a label is no class, or
 * settings do not go together.
 */
export function imageSource(settings: ImageSourceSettings): BatchSource {
  const { set, neurons, key, contexts, sphere, bias, labels = set.labels } = settings;
  checkWhole('neurons N', neurons, 1);
  checkImageLabels(labels, set);
  if (contexts !== undefined && contexts.indices.length !== set.count) {
    throw new ShapeError('contexts', contexts.indices.length, set.count, 'Pair every image with one.');
  }
  if (contexts !== undefined && sphere !== undefined) {
    throw new ValueError('s of an image source', 'contexts and sphere', 'one of them');
  }
  const size = contexts || sphere ? sphereSize(neurons, settings.dimension) : undefined;

  function encode(indices: Uint32Array): Samples {
    const part = { labels: selectLabels({ labels }, indices), batch: indices.length };
    if (sphere !== undefined) return { s: encodeSphereBatch(set, indices, sphere, size!), ...part };
    const x = encodeThresholdBatch(set, indices, neurons);
    if (contexts === undefined) return { x, ...part };
    const paired = indices.map((index) => contexts.indices[index]!);
    return { x, s: encodeSphereBatch(contexts.set, paired, contexts.statistics, size!), ...part };
  }

  return indexedSource({ count: set.count, classes: set.classes, encode, epoch: epochs(set, key, bias) });
}

/** D and N of a sphere encoding. @throws {ValueError} if D is not given, or no dimension. */
export function sphereSize(neurons: number, dimension: number | undefined): SphereSize {
  if (dimension === undefined) throw new ValueError('dimension D', 'none', 'the dimension of the oscillators');
  checkWhole('dimension D', dimension, 2);
  return { neurons, dimension };
}

function epochs(
  set: ImageSet,
  key: RandomKey,
  bias: ImageSourceSettings['bias'],
): (epoch: number, batch: number) => Iterable<Uint32Array> {
  return (epoch, batch) => {
    const random = key.fold('epoch').fold(epoch);
    if (bias === undefined) return shuffledBatches(set.count, batch, random, { partial: 'drop' });
    return biasedBatches({ labels: set.labels, batch, ...bias, random: random.stream() });
  };
}

function checkImageLabels(labels: Uint8Array, set: ImageSet): void {
  if (labels.length !== set.count) throw new ShapeError('labels', labels.length, set.count, 'Give one per image.');
  const wrong = labels.findIndex((label) => label >= set.classes);
  if (wrong >= 0)
    throw new ValueError(`label of image ${wrong}`, labels[wrong], `a class from 0 to ${set.classes - 1}`);
}
