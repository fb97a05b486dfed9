import { requireWhole } from './arguments.ts';
import { DRAWING_HEIGHT, DRAWING_WIDTH, glyphDrawings } from './glyph-drawings.ts';
import type { ImageDataset, ImageSet, Split } from './image-set.ts';
import { drawUniform, type RandomSource } from './random-source.ts';

/** What {@link glyphs} makes. */
export interface GlyphsOptions {
  /** Number of training images. */
  count: number;
  /** Where draws come from. */
  random: RandomSource;
  /** Number of test images; `count` if left out. */
  testCount?: number | undefined;
  /** Height and width of an image in pixels, 8 if left out, 28 for images of MNIST's size. */
  size?: number | undefined;
}

/** Uniforms that place a glyph: height, width, tilt, two shifts, brightness. */
const PLACING = 6;

/**
 * A data set of ten drawn digits, each jittered in size, tilt, place and brightness, with a little noise: small,
 * learnable, and made in place, for tests and examples that should need no download. Image i shows digit i mod 10.
 *
 * @throws ValueError if a count is below 1 or the size below 8.
 */
export function glyphs(options: GlyphsOptions): ImageDataset {
  const { count, random, testCount = count, size = 8 } = options;
  requireWhole('number of training glyphs', count, 1);
  requireWhole('number of test glyphs', testCount, 1);
  requireWhole('size of a glyph', size, 8, 1024);
  return {
    name: 'glyphs',
    train: glyphSet('train', count, size, random),
    test: glyphSet('test', testCount, size, random),
  };
}

function glyphSet(split: Split, count: number, size: number, random: RandomSource): ImageSet {
  const pixels = size * size;
  const images = new Uint8Array(count * pixels);
  const classes = glyphDrawings.length;
  const labels = Uint8Array.from({ length: count }, (_, index) => index % classes);
  labels.forEach((digit, index) => {
    drawGlyph(images.subarray(index * pixels, (index + 1) * pixels), size, digit, random);
  });
  return { name: 'glyphs', split, images, labels, count, height: size, width: size, classes };
}

function drawGlyph(image: Uint8Array, size: number, digit: number, random: RandomSource): void {
  const values = drawUniform(random, PLACING + image.length);
  const between = (draw: number, least: number, most: number): number => least + (most - least) * values[draw]!;
  const unit = size / 8;
  const rowScale = unit * between(0, 0.9, 1.05);
  const columnScale = unit * between(1, 0.95, 1.25);
  const tilt = between(2, -0.15, 0.15);
  const centreRow = (size - 1) / 2 + unit * between(3, -0.5, 0.5);
  const centreColumn = (size - 1) / 2 + unit * between(4, -0.75, 0.75);
  const brightness = between(5, 180, 255);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const down = (row - centreRow) / rowScale;
      const right = (column - centreColumn) / columnScale + tilt * down;
      const ink = inkAt(digit, down + (DRAWING_HEIGHT - 1) / 2, right + (DRAWING_WIDTH - 1) / 2);
      const pixel = row * size + column;
      const noise = 20 * values[PLACING + pixel]!;
      image[pixel] = Math.min(255, Math.round(brightness * ink + noise));
    }
  }
}

/** Ink of a drawing between its rows and columns, 0 to 1, by bilinear interpolation; none outside. */
function inkAt(digit: number, row: number, column: number): number {
  const top = Math.floor(row);
  const left = Math.floor(column);
  const down = row - top;
  const right = column - left;
  const ink = (y: number, x: number): number => (glyphDrawings[digit]![y]?.[x] === '#' ? 1 : 0);
  const upper = (1 - right) * ink(top, left) + right * ink(top, left + 1);
  const lower = (1 - right) * ink(top + 1, left) + right * ink(top + 1, left + 1);
  return (1 - down) * upper + down * lower;
}
