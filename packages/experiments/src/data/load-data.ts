import { RandomKey, ValueError } from '@hkmem/backend';
import { glyphs, type ImageDataset, imageDatasetNames, loadImageDataset } from '@hkmem/datasets';
import { type DataName, dataNames } from '../config/settings.ts';

/** Where a run's images come from. */
export interface DataOptions {
  /** A folder with the IDX files; needed for `fashion`. */
  readonly directory?: string | undefined;
  /** Ends loading when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Drawn digits for a try: always the same ones, whatever the seed of a run. */
const glyphCounts = { count: 1000, testCount: 200 };

/** Loads a data set by name. @throws {DatasetError} saying how to get it if it is not there. */
export async function loadData(name: DataName, options: DataOptions = {}): Promise<ImageDataset> {
  if (name === 'glyphs') return glyphs({ ...glyphCounts, random: RandomKey.fromSeed(0).fold('glyphs').stream() });
  const known = imageDatasetNames.find((each) => each === name);
  if (known === undefined) {
    const way = 'Load their folder by loadImageFolder of @hkmem/datasets/folder and hand the data set on.';
    throw new ValueError('data set loaded by name', `'${name}'`, dataNames.join(', '), way);
  }
  return loadImageDataset({ name: known, directory: options.directory, signal: options.signal });
}
