import { ValueError } from '@hkmem/errors';
import { requireWhole } from './arguments.ts';
import { type BatchImages, type BatchIndices, checkedLists } from './batch-indices.ts';

/** What the sphere encoding takes off and divides by, in units of the pixels (0 .. 255). */
export interface SphereStatistics {
  /** Mean of all pixels. */
  mean: number;
  /** The largest pixel minus the mean: what is left as largest value. */
  largest: number;
}

/** How many oscillatory neurons there are, and of which dimension. */
export interface SphereSize {
  /** N: a reference neuron, one per pixel but the last, and the rest (hidden and class neurons). */
  neurons: number;
  /** D, at least 2. */
  dimension: number;
}

/**
 * The statistics of the sphere encoding over all images of one or several sets; for a whole data set, give both splits.
 * The last pixel of each image, which the encoding drops, is left out.
 *
 * @throws ValueError if there is no image, images have fewer than two pixels, or all pixels are alike.
 */
export function sphereStatistics(images: BatchImages | readonly BatchImages[]): SphereStatistics {
  const sets = 'images' in images ? [images] : images;
  let sum = 0;
  let count = 0;
  let maximum = 0;
  for (const set of sets) {
    const pixels = set.height * set.width;
    requireWhole('pixels of an image', pixels, 2);
    for (let image = 0; image < set.count; image++) {
      const end = (image + 1) * pixels - 1;
      for (let index = image * pixels; index < end; index++) {
        const value = set.images[index]!;
        sum += value;
        if (value > maximum) maximum = value;
      }
    }
    count += set.count * (pixels - 1);
  }
  if (count === 0) throw new ValueError('number of images', 0, '1 or more');
  const mean = sum / count;
  const largest = maximum - mean;
  if (largest === 0) throw new ValueError('pixels', `all ${maximum}`, 'pixels that differ');
  return { mean, largest };
}

/**
 * The start of the oscillatory neurons for one image. A pixel v becomes p = (v - mean) / largest and its neuron
 * (p, sqrt(1 - p^2), 0, ...), a unit vector; the last pixel is dropped, a reference neuron e_1 is put first, and the
 * neurons after the pixels are e_1 (arXiv 2505.03648).
 *
 * p is at most 1 by construction. It is at least -1 as long as the mean is at most half the largest pixel, which holds
 * for MNIST (p >= -0.15) and Fashion-MNIST; for brighter images no such vector exists and an error says so.
 *
 * @param pixels intensities in 0 .. 255, [height * width].
 * @returns s, [N, D], each row of norm 1 within float32 rounding.
 * @throws ValueError if N is smaller than the number of pixels, D < 2, or a pixel leads to |p| > 1.
 */
export function encodeSphere(pixels: Uint8Array, statistics: SphereStatistics, size: SphereSize): Float32Array {
  requireSize(size, pixels.length);
  const { neurons: N, dimension: D } = size;
  const s = new Float32Array(N * D);
  writeBlock(pixels, firstComponents(statistics), s, 0, D);
  writeReference(s, pixels.length, N, D);
  return s;
}

/**
 * {@link encodeSphere} for a batch: s, [B, N, D]. With several lists of indices the images stand
 * side by side, each with its own reference neuron.
 *
 * @throws ValueError as encodeSphere does, and if an index is out of range.
 */
export function encodeSphereBatch(
  set: BatchImages,
  indices: BatchIndices,
  statistics: SphereStatistics,
  size: SphereSize,
): Float32Array {
  const lists = checkedLists(set, indices);
  const pixels = set.height * set.width;
  requireSize(size, pixels * lists.length);
  const { neurons: N, dimension: D } = size;
  const batch = lists[0]!.length;
  const s = new Float32Array(batch * N * D);
  const components = firstComponents(statistics);
  for (let sample = 0; sample < batch; sample++) {
    lists.forEach((list, block) => {
      const from = list[sample]! * pixels;
      writeBlock(set.images.subarray(from, from + pixels), components, s, (sample * N + block * pixels) * D, D);
    });
    writeReference(s, sample * N + lists.length * pixels, (sample + 1) * N, D);
  }
  return s;
}

function requireSize(size: SphereSize, least: number): void {
  requireWhole('number of oscillatory neurons', size.neurons, least);
  requireWhole('dimension of an oscillatory neuron', size.dimension, 2);
}

/** p for each of the 256 intensities, in float32 precision. */
function firstComponents(statistics: SphereStatistics): Float32Array {
  const { mean, largest } = statistics;
  if (!(Number.isFinite(mean) && Number.isFinite(largest) && largest > 0)) {
    throw new ValueError('statistics of the sphere encoding', `mean ${mean}, largest ${largest}`, 'finite, > 0');
  }
  return Float32Array.from({ length: 256 }, (_, value) => (value - mean) / largest);
}

/** A reference neuron, then the neurons of all pixels but the last, from `offset` on. */
function writeBlock(pixels: Uint8Array, components: Float32Array, s: Float32Array, offset: number, D: number): void {
  s[offset] = 1;
  for (let index = 0; index < pixels.length - 1; index++) {
    const p = components[pixels[index]!]!;
    if (p > 1 || p < -1) {
      throw new ValueError(
        `pixel ${index} of value ${pixels[index]} on the sphere`,
        `p = ${p}`,
        '-1 to 1',
        'The statistics must be of data that holds this image, with a mean of at most half the largest pixel.',
      );
    }
    const at = offset + (index + 1) * D;
    s[at] = p;
    s[at + 1] = Math.sqrt(1 - p * p);
  }
}

/** e_1 for the neurons from `start` to `end`. */
function writeReference(s: Float32Array, start: number, end: number, D: number): void {
  for (let neuron = start; neuron < end; neuron++) s[neuron * D] = 1;
}
