import { ValueError } from '@hkmem/errors';
import { requireWhole } from './arguments.ts';
import { type Corruption, corrupt, type ImageSize } from './corruption.ts';
import type { ImageSet } from './image-set.ts';
import type { RandomSource } from './random-source.ts';

/** A damage by name: what happens to every image of a set. */
export interface Damage {
  /** As it is reported: `noise 0.3`, `left half`, `cover 12`. */
  readonly name: string;
  /** What is done; absent for none. */
  readonly corruption?: Corruption;
}

/**
 * The damages a memory is judged under: none; each pixel replaced with probability 0.2, 0.3 and 0.4; each half erased;
 * squares of 10 and 12 pixels covered, at random places.
 */
export const damages: readonly Damage[] = Object.freeze<Damage[]>([
  { name: 'none' },
  ...[0.2, 0.3, 0.4].map((level) => ({ name: `noise ${level}`, corruption: { kind: 'noise', level } as const })),
  ...(['top', 'bottom', 'left', 'right'] as const).map((half) => {
    return { name: `${half} half`, corruption: { kind: 'erase', half } as const };
  }),
  ...[10, 12].map((size) => ({ name: `cover ${size}`, corruption: { kind: 'occlude', size } as const })),
]);

/** The damage of that name, out of `damages`. @throws ValueError naming those that there are. */
export function damageByName(name: string): Damage {
  const found = damages.find((damage) => damage.name === name);
  if (found === undefined) {
    throw new ValueError('damage', `'${name}'`, damages.map((damage) => `'${damage.name}'`).join(', '));
  }
  return found;
}

/**
 * A damaged copy of the first `count` images of a set, labels with them. `randomOf` gives the source of each image, so that
 * an image is damaged alike whatever its neighbours are: fold a key by its index. Pixels are rounded to whole ones.
 * @throws ValueError if the damage does not fit in the images, or there are fewer than `count`.
 */
export function damageSet(
  set: ImageSet,
  damage: Damage,
  randomOf: (index: number) => RandomSource,
  count: number = set.count,
): ImageSet {
  requireWhole('count of images to damage', count, 1, set.count);
  const size: ImageSize = { height: set.height, width: set.width };
  const pixels = set.height * set.width;
  const images = set.images.slice(0, count * pixels);
  const { corruption } = damage;
  for (let index = 0; corruption !== undefined && index < count; index++) {
    const image = Float32Array.from(images.subarray(index * pixels, (index + 1) * pixels), (pixel) => pixel / 255);
    const damaged = corrupt(image, corruption, randomOf(index), size);
    images.set(
      damaged.map((pixel) => Math.round(255 * pixel)),
      index * pixels,
    );
  }
  return { ...set, count, images, labels: set.labels.slice(0, count) };
}
