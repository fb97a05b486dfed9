import { requireWhole } from './arguments.ts';
import type { ImageDataset, ImageSet } from './image-set.ts';

/**
 * A data set to choose settings by: its last `count` training images to judge, those before them to learn from. Test images
 * are not in it.
 *
 * @throws DatasetValueError unless `count` leaves images on both sides.
 */
export function validationSplit(dataset: ImageDataset, count: number): ImageDataset {
  const { train } = dataset;
  requireWhole('images to judge by', count, 1, train.count - 1);
  const first = train.count - count;
  return {
    ...dataset,
    train: part(train, 0, first),
    test: { ...part(train, first, train.count), split: 'test' },
  };
}

function part(set: ImageSet, from: number, to: number): ImageSet {
  const pixels = set.height * set.width;
  return {
    ...set,
    count: to - from,
    images: set.images.slice(from * pixels, to * pixels),
    labels: set.labels.slice(from, to),
  };
}
