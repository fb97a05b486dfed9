import { ValueError } from '@hkmem/backend';
import { type DataName, dataNames, imagesPattern, type MemoryConfig } from './settings.ts';

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
export const dataSizes: Readonly<Record<(typeof dataNames)[number], DataSize>> = {
  mnist: mnistSize,
  fashion: mnistSize,
  glyphs: { pixels: 8 * 8, classes: 10, images: 1000, testImages: 200 },
};

/** What a data set is made of, by its name. @throws {ValueError} if there is none of that name. */
export function dataSize(name: DataName): DataSize {
  const known = dataNames.find((each) => each === name);
  const size = known === undefined ? imagesSize(name) : dataSizes[known];
  if (size === undefined)
    throw new ValueError('name of a data set', `'${name}'`, `${dataNames.join(', ')} or images:...`);
  return size;
}

/** What a name of images of one's own says; undefined if it is none. */
export function imagesSize(name: string): (DataSize & { readonly height: number; readonly width: number }) | undefined {
  const [height, width, classes, images, testImages] = (imagesPattern.exec(name) ?? []).slice(1).map(Number);
  if (height === undefined) return undefined;
  return {
    height,
    width: width!,
    pixels: height * width!,
    classes: classes!,
    images: images!,
    testImages: testImages!,
  };
}

/** N of a base memory: pixels, hidden units or layers, classes. */
export function neuronsOf(data: DataName, { hidden = 0, layers = [hidden] }: MemoryConfig): number {
  const { pixels, classes } = dataSize(data);
  return layers.reduce<number>(
    (sum, layer) => sum + (typeof layer === 'number' ? layer : layer.size),
    pixels + classes,
  );
}
