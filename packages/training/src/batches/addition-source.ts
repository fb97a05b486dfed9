import { type RandomKey, UnknownNameError, ValueError } from '@hkmem/backend';
import {
  type AdditionPairs,
  encodeSphereBatch,
  encodeThresholdBatch,
  type ImageSet,
  pairForAddition,
  type SphereStatistics,
  selectLabels,
  shuffledBatches,
} from '@hkmem/datasets';
import { checkWhole } from '../check-whole.ts';
import type { BatchSource, Samples } from './batch.ts';
import { sphereSize } from './image-source.ts';
import { indexedSource } from './indexed-source.ts';

const additionModels = ['hopfield', 'kuramoto', 'coupled'] as const;

/** Which units see which image of a sum. */
export type AdditionModel = (typeof additionModels)[number];

/** A source of pairs of images whose digits are added. */
export interface AdditionSourceSettings {
  /** The images. */
  readonly set: ImageSet;
  /**
   * `hopfield`: both images side by side in x. `kuramoto`: both side by side in s, each with its own reference neuron.
   * `coupled`: the first in x, the second in s.
   */
  readonly model: AdditionModel;
  /** N, at least the pixels of one image (`coupled`) or of two. */
  readonly neurons: number;
  /** D; needed unless the model is `hopfield`, as are the statistics. */
  readonly dimension?: number;
  /** Of the encoding on the sphere. */
  readonly statistics?: SphereStatistics;
  /** Pairs are drawn with `key.fold('pairs')`, epoch n is shuffled with `key.fold('epoch').fold(n)`. */
  readonly key: RandomKey;
  /** Pairs drawn before, in place of new ones. */
  readonly pairs?: AdditionPairs;
}

/**
 * MNIST addition (arXiv 2505.03648): two images, the label (a + b) mod 10. Every image is the first of one pair.
 * @throws {ValueError | UnknownNameError | OptionError} if settings are missing or do not fit.
 */
export function additionSource(settings: AdditionSourceSettings): BatchSource {
  const { set, model, neurons, statistics, key } = settings;
  if (!additionModels.includes(model)) throw new UnknownNameError('model of an addition', model, additionModels);
  checkWhole('neurons N', neurons, 1);
  if (model !== 'hopfield' && statistics === undefined) {
    throw new ValueError('statistics', 'none', 'those of the data set', 'Compute them with sphereStatistics.');
  }
  const size = model === 'hopfield' ? undefined : sphereSize(neurons, settings.dimension);
  const pairs = settings.pairs ?? pairForAddition(set, key.fold('pairs'));

  function encode(indices: Uint32Array): Samples {
    const first = indices.map((index) => pairs.first[index]!);
    const second = indices.map((index) => pairs.second[index]!);
    const part = { labels: selectLabels(pairs, indices), batch: indices.length };
    if (model === 'hopfield') return { x: encodeThresholdBatch(set, [first, second], neurons), ...part };
    if (model === 'kuramoto') return { s: encodeSphereBatch(set, [first, second], statistics!, size!), ...part };
    const x = encodeThresholdBatch(set, first, neurons);
    return { x, s: encodeSphereBatch(set, second, statistics!, size!), ...part };
  }

  return indexedSource({
    count: pairs.labels.length,
    classes: set.classes,
    encode,
    epoch: (epoch, batch) => {
      return shuffledBatches(pairs.labels.length, batch, key.fold('epoch').fold(epoch), { partial: 'drop' });
    },
  });
}
