import type { ImageSet } from './image-set.ts';
import { drawUniform, type RandomSource } from './random-source.ts';

/** Pairs of images whose digits are added. */
export interface AdditionPairs {
  /** Index of the left image of each pair, [count]. */
  first: Uint32Array;
  /** Index of the right image of each pair, [count]. */
  second: Uint32Array;
  /** (a + b) mod the number of classes, 10 for digits, [count]. */
  labels: Uint8Array;
}

/**
 * MNIST addition: as many pairs of a split's images as it has images. Every image is the left one of one pair, in the
 * set's order, beside one that is drawn with replacement; the label is (a + b) mod 10 (Fanaskov and Oseledets, arXiv
 * 2505.03648). Draws `set.count` uniforms.
 */
export function pairForAddition(
  set: Pick<ImageSet, 'labels' | 'count' | 'classes'>,
  random: RandomSource,
): AdditionPairs {
  const first = Uint32Array.from({ length: set.count }, (_, index) => index);
  const second = Uint32Array.from(drawUniform(random, set.count), (value) => Math.floor(value * set.count));
  const labels = Uint8Array.from(first, (left, index) => {
    return (set.labels[left]! + set.labels[second[index]!]!) % set.classes;
  });
  return { first, second, labels };
}
