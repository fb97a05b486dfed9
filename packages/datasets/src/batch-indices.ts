import { ValueError } from '@hkmem/errors';
import { requireIndices, requireLength } from './arguments.ts';
import type { ImageSet } from './image-set.ts';

/**
 * Which images make a batch: one list of indices [B], or several lists of equal length, whose images stand side by side
 * in one state, as MNIST addition needs.
 */
export type BatchIndices = Uint32Array | readonly Uint32Array[];

/** The images that batches are encoded from. */
export type BatchImages = Pick<ImageSet, 'images' | 'count' | 'height' | 'width'>;

/**
 * The lists of a batch, checked against the set.
 *
 * @throws ValueError if there is no list, their lengths differ, or an index is not below `set.count`.
 */
export function checkedLists(set: BatchImages, indices: BatchIndices): readonly Uint32Array[] {
  const lists = indices instanceof Uint32Array ? [indices] : indices;
  const [first] = lists;
  if (first === undefined) throw new ValueError('number of index lists', 0, '1 or more');
  for (const list of lists) {
    requireLength('a list of indices', list, first.length, 'Lists whose images stand side by side are equally long.');
    requireIndices('index of an image', list, set.count);
  }
  return lists;
}
