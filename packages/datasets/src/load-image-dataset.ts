import { ValueError } from '@hkmem/errors';
import { loadFashionMnist } from './fashion-mnist.ts';
import type { ImageDataset } from './image-set.ts';
import type { LoadOptions } from './load.ts';
import { loadMnist } from './mnist.ts';

/** The data sets that are loaded by name. */
export type ImageDatasetName = 'mnist' | 'fashion';

const loaders: Readonly<Record<ImageDatasetName, (options: LoadOptions) => Promise<ImageDataset>>> = {
  mnist: loadMnist,
  fashion: loadFashionMnist,
};

/** The names that {@link loadImageDataset} takes. */
export const imageDatasetNames: readonly ImageDatasetName[] = Object.keys(loaders) as ImageDatasetName[];

/**
 * A data set by its name.
 *
 * @throws ValueError for an unknown name; else as loadMnist and loadFashionMnist do.
 */
export async function loadImageDataset(options: { name: ImageDatasetName } & LoadOptions): Promise<ImageDataset> {
  const { name, ...rest } = options;
  if (!Object.hasOwn(loaders, name)) {
    throw new ValueError('name of a data set', `'${name}'`, imageDatasetNames.map((n) => `'${n}'`).join(' or '));
  }
  return loaders[name](rest);
}
