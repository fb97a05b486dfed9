import type { ImageSet } from '@hkmem/datasets';

/** Which neurons show images and which answer; hidden ones lie between. */
export interface NeuronGroups {
  /** The first neurons. */
  readonly pixels: number;
  /** The last neurons. */
  readonly classes: number;
  /** Neurons of pixels at the border of an image, which is mostly empty, but the first, which is the reference. */
  readonly border: readonly number[];
}

/** The neurons of a memory of such images. */
export function neuronGroups({ height, width, classes }: Pick<ImageSet, 'height' | 'width' | 'classes'>): NeuronGroups {
  const border: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const inside = row > 0 && row < height - 1 && column > 0 && column < width - 1;
      if (!inside && row + column > 0) border.push(row * width + column);
    }
  }
  return { pixels: height * width, classes, border };
}

/** Of the border, the neurons whose oscillators take sides by the paired image: an eighth, from the first. */
export function hubOf({ border }: NeuronGroups): readonly number[] {
  return border.slice(0, Math.max(1, Math.floor(border.length / 8)));
}

/** Neurons of pixels that are held at the paired image: all but the border. */
export function contextNeurons({ pixels, border }: NeuronGroups): readonly number[] {
  const free = new Set(border);
  return Array.from({ length: pixels }, (_, i) => i).filter((i) => !free.has(i));
}
