import { ValueError } from '@hkmem/errors';
import { type FileChecksums, type FileKind, verifyChecksum } from './checksums.ts';
import { directorySource } from './directory-source.ts';
import type { FileSource } from './file-source.ts';
import { type IdxTensor, parsePlainIdx, plainIdx } from './idx.ts';
import { type ImageDataset, type ImageSet, imageSetFromTensors, type Split } from './image-set.ts';
import { urlSource } from './url-source.ts';

/** Where a data set is read from, and whether its files are compared with their published checksums. */
export interface LoadOptions {
  /** A folder with the four files, plain or .gz (Node). */
  directory?: string | undefined;
  /** The address of a folder with the four files, read with `fetch` (Node and browsers). */
  baseUrl?: string | undefined;
  /** Compare SHA-256 of each plain file with the published one; true if left out. False is for data of your own. */
  verify?: boolean | undefined;
  /** Turns images that stand column by column, as those of EMNIST do; false if left out. */
  transposed?: boolean | undefined;
  /** Stops a download. */
  signal?: AbortSignal | undefined;
}

/** A data set that is loaded by name. */
export interface DatasetDescription {
  name: string;
  classes: number;
  checksums: FileChecksums;
  /** The sentence that tells how to get it. */
  howToGet: string;
}

/**
 * The folder or address that the options name, or undefined if they name none.
 *
 * @throws ValueError if they name both.
 */
export function chosenSource(options: LoadOptions, howToGet: string): FileSource | undefined {
  const { directory, baseUrl, signal } = options;
  if (directory !== undefined && baseUrl !== undefined) {
    throw new ValueError('source of a data set', `directory '${directory}' and baseUrl '${baseUrl}'`, 'one');
  }
  if (directory !== undefined) return directorySource(directory, howToGet);
  return baseUrl === undefined ? undefined : urlSource(baseUrl, signal);
}

/** Reads, parses and checks the four files of a data set. @throws every error of the loaders. */
export async function loadFrom(
  source: FileSource,
  description: DatasetDescription,
  { verify = true, transposed = false }: LoadOptions,
): Promise<ImageDataset> {
  const { name, classes, checksums } = description;
  const readFile = async (split: Split, kind: FileKind): Promise<{ tensor: IdxTensor; source: string }> => {
    const file = await source.read(split, kind);
    const plain = plainIdx(file.bytes, file.source);
    const tensor = parsePlainIdx(plain, file.source);
    // A file of the wrong kind is told by its rank, which says more than a checksum.
    const rank = kind === 'images' ? 3 : 1;
    if (verify && tensor.shape.length === rank) await verifyChecksum(plain, file.source, checksums[split][kind]);
    return { tensor, source: file.source };
  };
  const readSplit = async (split: Split): Promise<ImageSet> => {
    const [images, labels] = await allOf([readFile(split, 'images'), readFile(split, 'labels')]);
    return imageSetFromTensors({
      transposed,
      name,
      split,
      classes,
      images: images.tensor,
      labels: labels.tensor,
      imagesSource: images.source,
      labelsSource: labels.source,
    });
  };
  const [train, test] = await allOf([readSplit('train'), readSplit('test')]);
  if (train.height !== test.height || train.width !== test.width) {
    throw new ValueError(
      `size of the test images of ${name}`,
      `${test.height} x ${test.width}`,
      `that of the training images, ${train.height} x ${train.width}`,
    );
  }
  return { name, train, test };
}

/** All results, or the failure that comes first in the list, not in time: the same fault gives the same error. */
async function allOf<Result>(promises: [Promise<Result>, Promise<Result>]): Promise<[Result, Result]> {
  const [first, second] = await Promise.allSettled(promises);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return [first.value, second.value];
}
