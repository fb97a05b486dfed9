import { ValueError } from '@hkmem/errors';
import { expect, test } from 'vitest';
import { seeded } from '../test/seeded.ts';
import { damageByName, damageSet, damages } from './damage-set.ts';
import { glyphs } from './glyphs.ts';
import type { ImageSet } from './image-set.ts';

/** Three images of 14 x 14 pixels, all at 200. */
const grey: ImageSet = {
  name: 'grey',
  split: 'test',
  images: new Uint8Array(3 * 196).fill(200),
  labels: Uint8Array.of(0, 1, 2),
  count: 3,
  height: 14,
  width: 14,
  classes: 3,
};

test('the damages are the ten that memories are judged under', () => {
  expect(damages.map(({ name }) => name)).toEqual([
    'none',
    'noise 0.2',
    'noise 0.3',
    'noise 0.4',
    'top half',
    'bottom half',
    'left half',
    'right half',
    'cover 10',
    'cover 12',
  ]);
});

test('each does to every image what its name says', () => {
  const touched = (name: string): number[] => {
    const { images } = damageSet(grey, damageByName(name), seeded);
    return [0, 1, 2].map((n) => images.subarray(n * 196, (n + 1) * 196).filter((pixel) => pixel !== 200).length);
  };
  expect(touched('none')).toEqual([0, 0, 0]);
  expect(touched('top half')).toEqual([98, 98, 98]);
  expect(touched('cover 10')).toEqual([100, 100, 100]);
  expect(touched('cover 12')).toEqual([144, 144, 144]);
  // 196 pixels at 0.3: 59 expected, standard deviation 6.4; five of them.
  for (const count of touched('noise 0.3')) expect(Math.abs(count - 59)).toBeLessThan(32);
});

test('an image is damaged alike whatever comes with it, and the set stays as it was', () => {
  const noise = damageByName('noise 0.3');
  const [all, two] = [damageSet(grey, noise, seeded), damageSet(grey, noise, seeded, 2)];
  expect(two.count).toBe(2);
  expect(two.labels).toEqual(Uint8Array.of(0, 1));
  expect(two.images).toEqual(all.images.slice(0, 2 * 196));
  expect(all.images.subarray(0, 196)).not.toEqual(all.images.subarray(196, 392));
  expect(grey.images.every((pixel) => pixel === 200)).toBe(true);
  expect(damageSet(grey, noise, seeded).images).toEqual(all.images);
});

test('what does not fit is refused', () => {
  const small = glyphs({ count: 2, random: seeded(1) }).test;
  expect(() => damageSet(small, damageByName('cover 12'), seeded)).toThrow(/size of an occlusion: got 12/);
  expect(() => damageByName('blur')).toThrow(ValueError);
  expect(() => damageByName('blur')).toThrow(/damage: got 'blur', allowed is 'none', 'noise 0.2'/);
  expect(() => damageSet(grey, damageByName('none'), seeded, 4)).toThrow(/count of images to damage: got 4, .*1 to 3/);
});
