import { requireWhole } from './arguments.ts';
import { type BatchImages, type BatchIndices, checkedLists } from './batch-indices.ts';

/**
 * The start of the threshold units for one image: pixels / 255 in the first units, 0 in the rest (hidden and class
 * units; arXiv 2505.03648).
 *
 * @param pixels intensities in 0 .. 255, [height * width].
 * @param N number of threshold units, at least the number of pixels.
 * @returns x, [N].
 * @throws ValueError if N is smaller.
 */
export function encodeThreshold(pixels: Uint8Array, N: number): Float32Array {
  requireWhole('number of threshold units', N, pixels.length);
  const x = new Float32Array(N);
  writePixels(pixels, x, 0);
  return x;
}

/**
 * {@link encodeThreshold} for a batch: x, [B, N]. With several lists of indices the images stand
 * side by side: the pixels of the first, of the second, ..., then zeros.
 *
 * @throws ValueError if N is smaller than the pixels, or an index is out of range.
 */
export function encodeThresholdBatch(set: BatchImages, indices: BatchIndices, N: number): Float32Array {
  const lists = checkedLists(set, indices);
  const pixels = set.height * set.width;
  requireWhole('number of threshold units', N, pixels * lists.length);
  const batch = lists[0]!.length;
  const x = new Float32Array(batch * N);
  lists.forEach((list, block) => {
    for (let sample = 0; sample < batch; sample++) {
      const from = list[sample]! * pixels;
      writePixels(set.images.subarray(from, from + pixels), x, sample * N + block * pixels);
    }
  });
  return x;
}

function writePixels(pixels: Uint8Array, x: Float32Array, offset: number): void {
  for (let index = 0; index < pixels.length; index++) x[offset + index] = pixels[index]! / 255;
}
