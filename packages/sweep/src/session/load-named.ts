import type { ImageDataset } from '@hkmem/datasets';
import { type DataName, imagesName, imagesSize, loadData } from '@hkmem/experiments';
import { OtherImagesError } from '../errors.ts';

/** A data set by its name: a known one, or images of one's own in a folder of PNG files, which must be those of the name. */
export async function loadNamed(
  name: DataName,
  directory: string | undefined,
  signal: AbortSignal,
): Promise<ImageDataset> {
  const size = imagesSize(name);
  if (size === undefined) return loadData(name, { directory, signal });
  if (directory === undefined) throw new OtherImagesError(name, undefined);
  const { loadImageFolder } = await import('@hkmem/datasets/folder');
  const dataset = await loadImageFolder({ directory, size: [size.height, size.width], signal });
  const found = imagesName(dataset);
  if (found !== name) throw new OtherImagesError(name, { directory, found });
  return dataset;
}
