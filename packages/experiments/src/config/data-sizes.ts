import type { DataName, MemoryConfig } from './settings.ts';

/** What a data set is made of, known without reading it: published files are checked by their checksums. */
export interface DataSize {
  /** Pixels of an image. */
  readonly pixels: number;
  /** Labels there are. */
  readonly classes: number;
  /** Training images. */
  readonly images: number;
  /** Test images. */
  readonly testImages: number;
}

const mnistSize: DataSize = { pixels: 28 * 28, classes: 10, images: 60_000, testImages: 10_000 };

/** What each data set is made of. */
export const dataSizes: Readonly<Record<DataName, DataSize>> = {
  mnist: mnistSize,
  fashion: mnistSize,
  glyphs: { pixels: 8 * 8, classes: 10, images: 1000, testImages: 200 },
};

/** N of a base memory: pixels, hidden units or layers, classes. */
export function neuronsOf(data: DataName, { hidden = 0, layers = [hidden] }: MemoryConfig): number {
  const { pixels, classes } = dataSizes[data];
  return layers.reduce<number>(
    (sum, layer) => sum + (typeof layer === 'number' ? layer : layer.size),
    pixels + classes,
  );
}
