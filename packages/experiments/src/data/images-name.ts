import type { ImageDataset } from '@hkmem/datasets';
import type { ImagesName } from '../config/settings.ts';
import { sha256 } from '../identity.ts';

/**
 * The name of a data set of one's own: its sizes, and a hash of its images and labels. A run is known by it, wherever the
 * images lie and whatever their folder is called.
 */
export function imagesName({ train, test }: ImageDataset): ImagesName {
  const { height, width, classes } = train;
  const hash = sha256([train, test].map(({ images, labels }) => `${sha256(images)} ${sha256(labels)}`).join('\n'));
  return `images:${height}x${width},${classes},${train.count}+${test.count},${hash.slice(0, 12)}`;
}
