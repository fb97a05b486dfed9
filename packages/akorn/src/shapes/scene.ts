import { type RandomKey, ValueError } from '@hkmem/backend';

/** Drawn images with what is where. */
export interface ShapeScenes {
  /** N. */
  readonly count: number;
  /** Rows and columns of an image. */
  readonly size: number;
  /** Pixels [N, 1, size, size], 1 where a shape is and 0 elsewhere. Shapes look alike but for their form. */
  readonly images: Float32Array;
  /** What is at each pixel [N, size, size], 0 for the background and k for the k-th shape. */
  readonly labels: Uint8Array;
}

/** Which scenes to draw. */
export interface SceneOptions {
  /** How many. */
  readonly count: number;
  /** Rows and columns, from 12. */
  readonly size: number;
  /** Fewest and most shapes of an image, each number as likely. */
  readonly shapes: readonly [fewest: number, most: number];
  /** Every scene depends on this key and its number alone. */
  readonly key: RandomKey;
  /** Number of the first scene; 0 if absent. */
  readonly first?: number;
}

/** Tries at a place for a shape that is not on another. */
const tries = 50;

/**
 * Scenes of squares, discs and triangles, upright and upside down, that may touch but do not cover each other. Where no
 * place is found for a shape the image has one less, but one always. @throws {ValueError} naming what is out of range.
 */
export function drawScenes({ count, size, shapes: [fewest, most], key, first = 0 }: SceneOptions): ShapeScenes {
  if (!(Number.isInteger(count) && count >= 0)) throw new ValueError('count', count, 'a whole number from 0');
  if (!(Number.isInteger(size) && size >= 12)) throw new ValueError('size', size, 'a whole number from 12');
  if (!(Number.isInteger(fewest) && Number.isInteger(most) && fewest >= 1 && fewest <= most && most <= 255)) {
    throw new ValueError('shapes', `${fewest} to ${most}`, 'two whole numbers from 1 to 255, the smaller one first');
  }
  const pixels = size * size;
  const [images, labels] = [new Float32Array(count * pixels), new Uint8Array(count * pixels)];
  for (let n = 0; n < count; n++) {
    const own = key.fold(first + n);
    const wanted = fewest + Math.floor(own.fold('shapes').uniform(1)[0]! * (most - fewest + 1));
    const scene = labels.subarray(n * pixels, (n + 1) * pixels);
    let placed = 0;
    for (let attempt = 0; placed < wanted && attempt < tries; attempt++) {
      const shape = randomShape(own.fold('shape').fold(attempt), size);
      if (shape.some((pixel) => scene[pixel] !== 0)) continue;
      placed++;
      for (const pixel of shape) scene[pixel] = placed;
    }
    scene.forEach((label, pixel) => {
      images[n * pixels + pixel] = label === 0 ? 0 : 1;
    });
  }
  return { count, size, images, labels };
}

/** Pixels of a shape of random form, place and extent: a quarter to two fifths of the image's. */
function randomShape(key: RandomKey, size: number): number[] {
  const [form, extent, row, column] = key.uniform(4) as unknown as [number, number, number, number];
  const edge = Math.max(4, Math.round(size * (0.25 + 0.15 * extent)));
  const top = Math.floor(row * (size - edge + 1));
  const left = Math.floor(column * (size - edge + 1));
  const inside = forms[Math.floor(form * forms.length)]!;
  const found: number[] = [];
  for (let i = 0; i < edge; i++) {
    for (let j = 0; j < edge; j++) {
      // The middle of a pixel, from -1 to 1 across the shape.
      if (inside((2 * i + 1) / edge - 1, (2 * j + 1) / edge - 1)) found.push((top + i) * size + left + j);
    }
  }
  return found;
}

const forms: readonly ((down: number, right: number) => boolean)[] = [
  () => true,
  (down, right) => down * down + right * right <= 1,
  (down, right) => Math.abs(right) <= (1 + down) / 2,
  (down, right) => Math.abs(right) <= (1 - down) / 2,
];
