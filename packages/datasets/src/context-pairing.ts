import { ValueError } from '@hkmem/errors';
import { requireDigits, requireWhole } from './arguments.ts';
import type { ImageSet } from './image-set.ts';
import { drawUniform, type RandomSource, randomOrder } from './random-source.ts';

/**
 * For each image the index of a paired image of the same split that shows one of the two digits: half of the images,
 * in random order, get one of the first digit (the odd one out too), the others one of the second; which one is drawn
 * with replacement. Draw it once per split and keep it: the context an associative task is edited by.
 *
 * @returns indices into the set, [count].
 * @throws ValueError if the digits are equal or no classes of the set, or the set has no image of one.
 */
export function pairContexts(
  set: Pick<ImageSet, 'labels' | 'count' | 'classes'>,
  digits: readonly [number, number],
  random: RandomSource,
): Uint32Array {
  requireDigits(digits);
  const shown = digits.map((digit) => {
    requireWhole('digit of a pairing', digit, 0, set.classes - 1);
    const indices: number[] = [];
    set.labels.forEach((label, index) => {
      if (label === digit) indices.push(index);
    });
    if (indices.length === 0) {
      throw new ValueError(`number of images of digit ${digit}`, 0, '1 or more', 'Take more of the data set.');
    }
    return indices;
  }) as [number[], number[]];
  const [first, second] = shown;
  const order = randomOrder(set.count, random);
  const choice = drawUniform(random, set.count);
  const pairs = new Uint32Array(set.count);
  const half = Math.ceil(set.count / 2);
  order.forEach((image, position) => {
    const among = position < half ? first : second;
    pairs[image] = among[Math.floor(choice[image]! * among.length)]!;
  });
  return pairs;
}
