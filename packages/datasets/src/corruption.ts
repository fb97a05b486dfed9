import { ValueError } from '@hkmem/errors';
import { requireLength, requireShare, requireWhole } from './arguments.ts';
import { drawUniform, type RandomSource } from './random-source.ts';

/** Height and width of an image, in pixels. */
export interface ImageSize {
  /** Rows of pixels. */
  height: number;
  /** Pixels in a row. */
  width: number;
}

/** A half of an image. Of an odd number of rows or columns the middle one stays. */
export type ImageHalf = 'top' | 'bottom' | 'left' | 'right';

/** How an image is spoiled before a memory is asked to recall it. */
export type Corruption =
  /** Each pixel is replaced with probability `level` (0 to 1) by a uniform value in [0, 1). */
  | { kind: 'noise'; level: number }
  /** Half of the image becomes 0. */
  | { kind: 'erase'; half: ImageHalf }
  /** A square of `size` pixels a side becomes `value` (0 if left out); its corner is drawn where it is left out. */
  | {
      kind: 'occlude';
      size: number;
      row?: number | undefined;
      column?: number | undefined;
      value?: number | undefined;
    };

/**
 * A spoiled copy of one image.
 *
 * Noise takes two uniforms per pixel whatever the level, so from one state of the source a higher level changes all
 * pixels that a lower one does, and more. Occlusion draws two uniforms; erasing none.
 *
 * @param image pixels in [0, 1], [height * width].
 * @returns pixels in [0, 1], [height * width].
 * @throws ValueError if the image has another length or a pixel outside [0, 1], NaN among them, or the corruption
 * does not exist or does not fit in the image.
 */
export function corrupt(
  image: Float32Array,
  corruption: Corruption,
  random: RandomSource,
  size: ImageSize,
): Float32Array {
  requireWhole('height of an image', size.height, 1);
  requireWhole('width of an image', size.width, 1);
  requireLength('an image to corrupt', image, size.height * size.width);
  const wrong = image.findIndex((pixel) => !(pixel >= 0 && pixel <= 1));
  if (wrong >= 0) requireShare(`pixel ${wrong} of an image to corrupt`, image[wrong]!);
  const corrupted = new Float32Array(image);
  switch (corruption.kind) {
    case 'noise':
      addNoise(corrupted, corruption.level, random);
      return corrupted;
    case 'erase':
      fillRectangle(corrupted, size, halfOf(size, corruption.half), 0);
      return corrupted;
    case 'occlude': {
      const { size: side, row, column, value = 0 } = corruption;
      requireWhole('size of an occlusion', side, 1, Math.min(size.height, size.width));
      requireShare('value of an occlusion', value);
      const [down, right] = drawUniform(random, 2) as unknown as [number, number];
      const top = row ?? Math.floor(down * (size.height - side + 1));
      const left = column ?? Math.floor(right * (size.width - side + 1));
      requireWhole('row of an occlusion', top, 0, size.height - side);
      requireWhole('column of an occlusion', left, 0, size.width - side);
      fillRectangle(corrupted, size, { top, left, height: side, width: side }, value);
      return corrupted;
    }
    default: {
      const { kind } = corruption as { kind: unknown };
      throw new ValueError('kind of corruption', `'${kind}'`, "'noise', 'erase' or 'occlude'");
    }
  }
}

function addNoise(image: Float32Array, level: number, random: RandomSource): void {
  requireShare('level of noise', level);
  const values = drawUniform(random, 2 * image.length);
  for (let index = 0; index < image.length; index++) {
    if (values[2 * index]! < level) image[index] = values[2 * index + 1]!;
  }
}

interface Rectangle extends ImageSize {
  top: number;
  left: number;
}

function halfOf(size: ImageSize, half: ImageHalf): Rectangle {
  const height = Math.floor(size.height / 2);
  const width = Math.floor(size.width / 2);
  switch (half) {
    case 'top':
      return { top: 0, left: 0, height, width: size.width };
    case 'bottom':
      return { top: size.height - height, left: 0, height, width: size.width };
    case 'left':
      return { top: 0, left: 0, height: size.height, width };
    case 'right':
      return { top: 0, left: size.width - width, height: size.height, width };
    default:
      throw new ValueError('half of an image', `'${half}'`, "'top', 'bottom', 'left' or 'right'");
  }
}

function fillRectangle(image: Float32Array, size: ImageSize, rectangle: Rectangle, value: number): void {
  for (let row = rectangle.top; row < rectangle.top + rectangle.height; row++) {
    const start = row * size.width + rectangle.left;
    image.fill(value, start, start + rectangle.width);
  }
}
