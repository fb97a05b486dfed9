import { ValueError } from '@hkmem/errors';
import { requireIndices, requireWhole } from './arguments.ts';
import { IdxFormatError } from './errors.ts';
import { type IdxTensor, parseIdx } from './idx.ts';

/** The part of a data set that a memory is trained on, or the part that it is tested on. */
export type Split = 'train' | 'test';

/** Images with their labels: one split of a data set. */
export interface ImageSet {
  /** The data set's name, such as `mnist`. */
  name: string;
  /** Which split of the data set it is. */
  split: Split;
  /** Intensities in 0 .. 255, [count, height * width], row by row. */
  images: Uint8Array;
  /** The class of each image, [count], each below `classes`. */
  labels: Uint8Array;
  /** Number of images. */
  count: number;
  /** Rows of pixels of an image. */
  height: number;
  /** Pixels in a row. */
  width: number;
  /** Number of classes. */
  classes: number;
}

/** A data set of images in its two splits. */
export interface ImageDataset {
  /** Name of the data set, such as `mnist`. */
  name: string;
  /** What to learn from. */
  train: ImageSet;
  /** What to be judged on. */
  test: ImageSet;
}

/** What {@link imageSetFromIdx} is made of. */
export interface IdxImageSetOptions {
  /** What to call the data set. */
  name: string;
  /** Which split the files hold. */
  split: Split;
  /** The file of the images, plain or gzip. */
  images: Uint8Array;
  /** The file of the labels, plain or gzip. */
  labels: Uint8Array;
  /** Number of classes, 10 if left out. */
  classes?: number | undefined;
  /**
   * Whether the images stand column by column, as those of EMNIST do; they are then turned. False if left out.
   */
  transposed?: boolean | undefined;
  /** Names of the two files, for error messages. */
  imagesSource?: string | undefined;
  /** Name of the file of the labels, for error messages. */
  labelsSource?: string | undefined;
}

/**
 * One split from its two IDX files, for any data set in MNIST's form.
 *
 * @throws IdxFormatError or GzipFormatError as parseIdx does; IdxFormatError too if images and labels are exchanged,
 * their counts differ, there are none, or a label is not below `classes`.
 */
export function imageSetFromIdx(options: IdxImageSetOptions): ImageSet {
  const { name, split, classes = 10, imagesSource = `${name} ${split} images` } = options;
  const { labelsSource = `${name} ${split} labels` } = options;
  return imageSetFromTensors({
    name,
    split,
    classes,
    images: parseIdx(options.images, imagesSource),
    labels: parseIdx(options.labels, labelsSource),
    imagesSource,
    labelsSource,
    transposed: options.transposed ?? false,
  });
}

/** What {@link imageSetFromTensors} is made of. */
export interface TensorImageSetOptions {
  name: string;
  split: Split;
  classes: number;
  images: IdxTensor;
  labels: IdxTensor;
  imagesSource: string;
  labelsSource: string;
  transposed: boolean;
}

/** {@link imageSetFromIdx} after parsing. */
export function imageSetFromTensors(options: TensorImageSetOptions): ImageSet {
  const { name, split, classes, images, labels, imagesSource, labelsSource, transposed } = options;
  requireWhole('number of classes', classes, 1, 256);
  const [count = 0, height = 0, width = 0] = images.shape;
  if (images.shape.length !== 3) {
    const kind = images.shape.length === 1 ? 'labels (rank 1)' : `data of rank ${images.shape.length}`;
    throw new IdxFormatError(imagesSource, `holds ${kind} where images (rank 3) were expected: mislabelled file.`);
  }
  if (labels.shape.length !== 1) {
    const kind = labels.shape.length === 3 ? 'images (rank 3)' : `data of rank ${labels.shape.length}`;
    throw new IdxFormatError(labelsSource, `holds ${kind} where labels (rank 1) were expected: mislabelled file.`);
  }
  if (count === 0 || height === 0 || width === 0) {
    throw new IdxFormatError(imagesSource, `holds no pixels: its shape is [${images.shape.join(', ')}].`);
  }
  if (labels.shape[0] !== count) {
    throw new IdxFormatError(
      labelsSource,
      `holds ${labels.shape[0]} labels, ${imagesSource} holds ${count} images: not of the same split.`,
    );
  }
  const wrong = labels.data.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new IdxFormatError(
      labelsSource,
      `label ${wrong} is ${labels.data[wrong]}, allowed is 0 to ${classes - 1}. Say how many classes there are.`,
    );
  }
  const set = { name, split, labels: labels.data, count, classes };
  if (!transposed) return { ...set, images: images.data, height, width };
  return { ...set, images: transpose(images.data, height, width), height: width, width: height };
}

/** Images [count, height, width] as [count, width, height]: rows become columns. */
function transpose(images: Uint8Array, height: number, width: number): Uint8Array {
  const turned = new Uint8Array(images.length);
  for (let first = 0; first < images.length; first += height * width) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        turned[first + column * height + row] = images[first + row * width + column]!;
      }
    }
  }
  return turned;
}

/**
 * The images with these indices as a set of their own, in this order; an index may come more than once.
 *
 * @throws ValueError if there is no index, or one is not below `set.count`.
 */
export function selectImages(set: ImageSet, indices: Uint32Array): ImageSet {
  if (indices.length === 0) throw new ValueError('number of images selected', 0, '1 or more');
  requireIndices('index of an image selected', indices, set.count);
  const pixels = set.height * set.width;
  const images = new Uint8Array(indices.length * pixels);
  indices.forEach((from, to) => {
    images.set(set.images.subarray(from * pixels, (from + 1) * pixels), to * pixels);
  });
  return { ...set, images, labels: selectLabels(set, indices), count: indices.length };
}

/**
 * The labels of the images with these indices, [indices.length]: of a batch, or of paired images.
 *
 * @throws ValueError if an index is not below the number of labels.
 */
export function selectLabels(set: Pick<ImageSet, 'labels'>, indices: Uint32Array): Uint8Array {
  requireIndices('index of a label selected', indices, set.labels.length);
  return Uint8Array.from(indices, (index) => set.labels[index]!);
}
