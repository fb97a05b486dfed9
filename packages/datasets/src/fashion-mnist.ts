import { knownChecksums } from './checksums.ts';
import { MissingDataError } from './errors.ts';
import type { ImageDataset } from './image-set.ts';
import { chosenSource, type DatasetDescription, type LoadOptions, loadFrom } from './load.ts';

const description: DatasetDescription = {
  name: 'fashion',
  classes: 10,
  checksums: knownChecksums.fashion,
  howToGet:
    "To get Fashion-MNIST, run `apt-get install dataset-fashion-mnist` on Debian or Ubuntu and pass directory: '" +
    "/usr/share/datasets/fashion-mnist', or download the four .gz files under data/fashion of " +
    'https://github.com/zalandoresearch/fashion-mnist and pass their folder, or pass a mirror as baseUrl.',
};

/**
 * Fashion-MNIST, pictures of clothes in ten classes: 60,000 training and 10,000 test images of 28 x 28 pixels (H. Xiao,
 * K. Rasul, R. Vollgraf, arXiv 1708.07747), from a folder or an address.
 *
 * @throws as loadMnist does; MissingDataError, which says how to get it, too if neither folder nor address is given.
 */
export async function loadFashionMnist(options: LoadOptions = {}): Promise<ImageDataset> {
  const source = chosenSource(options, description.howToGet);
  if (source === undefined) throw new MissingDataError(`no place to read from was given. ${description.howToGet}`);
  return loadFrom(source, description, options);
}
