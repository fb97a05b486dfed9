import { ValueError } from '@hkmem/errors';
import { requireShare, requireWhole } from '../arguments.ts';
import { PictureError } from '../errors.ts';
import type { ImageDataset, ImageSet, Split } from '../image-set.ts';
import { decodePng } from './decode-png.ts';
import type { Picture } from './picture.ts';
import { type Levels, resized } from './resize.ts';

/** A PNG file: its bytes, and what to call it in errors. */
export interface PictureFile {
  /** The name of the file, with its folder where there are several. */
  readonly source: string;
  /** What it holds. */
  readonly bytes: Uint8Array;
}

/** The pictures of one class. */
export interface PictureClass {
  /** What the class is called. */
  readonly name: string;
  /** Pictures to learn from, and to be judged on too unless `test` is given. */
  readonly files: readonly PictureFile[];
  /** Pictures to be judged on. */
  readonly test?: readonly PictureFile[] | undefined;
}

/** How pictures become images of one size and one range. */
export interface PictureOptions {
  /** Name of the data set; `images` if left out. */
  readonly name?: string | undefined;
  /** Height and width of an image in pixels. If left out, pictures stay as they are and must be of one size. */
  readonly size?: readonly [height: number, width: number] | undefined;
  /** Whether a picture of another shape is stretched; else it is put in the middle of the ground. False if left out. */
  readonly stretch?: boolean | undefined;
  /**
   * What is around the ink: images have ink as 255 and ground as 0, so pictures on a `light` ground are turned. `auto`, if left
   * out, takes what the outermost pixels of all pictures are on the mean.
   */
  readonly ground?: 'dark' | 'light' | 'auto' | undefined;
  /** Whether the levels of each image are spread from 0 to 255. True if left out. */
  readonly spread?: boolean | undefined;
  /** Share of each class to be judged on, where `test` is not given: evenly among its pictures, one at least. 0.2 if left out. */
  readonly testShare?: number | undefined;
}

/** A data set made of pictures. */
export interface PictureDataset extends ImageDataset {
  /** Names of the classes, by label. */
  readonly classNames: readonly string[];
}

/**
 * Pictures, one list a class, as a data set: PNG files become brightness, one size, and bytes with ink as 255. The same
 * pictures give the same images, in the order in which they are given.
 *
 * @throws PictureError naming every file that is no picture, is damaged or, without `size`, is of another size than most,
 * and every class without enough pictures. @throws ValueError on options that are not allowed.
 */
export function pictureDataset(classes: readonly PictureClass[], options: PictureOptions = {}): PictureDataset {
  const { name = 'images', size, stretch = false, ground = 'auto', spread = true, testShare = 0.2 } = options;
  for (const extent of size ?? []) requireWhole('size of an image', extent, 1, 4096);
  requireShare('testShare', testShare);
  if (!['auto', 'dark', 'light'].includes(ground)) throw new ValueError('ground', ground, "'auto', 'dark' or 'light'");
  if (classes.length < 2 || classes.length > 256) throw new ValueError('number of classes', classes.length, '2 to 256');
  const problems: string[] = [];
  const split = classes.map((each) => divided(each, testShare, problems));
  const decoded = split.map(({ train, test }) => [decodeAll(train, problems), decodeAll(test, problems)] as const);
  const all = decoded.flatMap((parts) => parts.flat());
  const [height, width] = size ?? commonSize(all, problems);
  if (problems.length > 0) throw new PictureError(problems);
  const light = ground === 'auto' ? border(all.map(({ picture }) => picture)) > 0.5 : ground === 'light';
  const settings = { height, width, stretch, spread, light };
  const part = (of: Split, at: 0 | 1): ImageSet =>
    imageSet(
      name,
      of,
      decoded.map((parts) => parts[at]),
      settings,
    );
  return { name, train: part('train', 0), test: part('test', 1), classNames: classes.map((each) => each.name) };
}

interface Decoded {
  readonly source: string;
  readonly picture: Picture;
}

interface Making {
  readonly height: number;
  readonly width: number;
  readonly stretch: boolean;
  readonly spread: boolean;
  readonly light: boolean;
}

function divided({ name, files, test }: PictureClass, share: number, problems: string[]) {
  if (test !== undefined) {
    if (files.length === 0) problems.push(`class '${name}' has no picture to learn from`);
    if (test.length === 0) problems.push(`class '${name}' has no picture to be judged on`);
    return { train: files, test };
  }
  if (files.length < 2) {
    const found = files.length === 0 ? 'is empty' : 'has one picture';
    problems.push(`class '${name}' ${found}; it needs two or more, to learn from and to be judged on`);
    return { train: [], test: [] };
  }
  const count = Math.max(1, Math.min(files.length - 1, Math.round(share * files.length)));
  // Evenly, so that what was taken in one sitting is in both.
  const chosen = new Set(Array.from({ length: count }, (_, n) => Math.floor(((n + 0.5) * files.length) / count)));
  return { train: files.filter((_, n) => !chosen.has(n)), test: files.filter((_, n) => chosen.has(n)) };
}

function decodeAll(files: readonly PictureFile[], problems: string[]): Decoded[] {
  return files.flatMap(({ source, bytes }) => {
    try {
      return [{ source, picture: decodePng(bytes, source) }];
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      for (const problem of error.problems) problems.push(problem);
      return [];
    }
  });
}

function commonSize(all: readonly Decoded[], problems: string[]): readonly [number, number] {
  const counts = new Map<string, number>();
  const of = ({ picture: { height, width } }: Decoded): string => `${height} x ${width}`;
  for (const each of all) counts.set(of(each), (counts.get(of(each)) ?? 0) + 1);
  const [usual] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [''];
  for (const each of all) {
    if (of(each) === usual) continue;
    problems.push(`${each.source} is of ${of(each)} pixels, most are of ${usual}. Give the size that all are to have`);
  }
  const first = all.find((each) => of(each) === usual)?.picture;
  return [first?.height ?? 1, first?.width ?? 1];
}

/** Mean brightness of the outermost pixels; what shows through counts as light, as paper does. */
function border(pictures: readonly Picture[]): number {
  let [sum, count] = [0, 0];
  for (const { height, width, levels, cover } of pictures) {
    for (let pixel = 0; pixel < levels.length; pixel++) {
      const [row, column] = [Math.floor(pixel / width), pixel % width];
      if (row > 0 && row < height - 1 && column > 0 && column < width - 1) continue;
      sum += cover[pixel]! * levels[pixel]! + (1 - cover[pixel]!);
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

function imageSet(name: string, split: Split, classes: readonly (readonly Decoded[])[], making: Making): ImageSet {
  const { height, width } = making;
  const pixels = height * width;
  const count = classes.reduce((sum, each) => sum + each.length, 0);
  const images = new Uint8Array(count * pixels);
  const labels = new Uint8Array(count);
  let at = 0;
  classes.forEach((each, label) => {
    for (const { picture } of each) {
      images.set(bytesOf(picture, making), at * pixels);
      labels[at++] = label;
    }
  });
  return { name, split, images, labels, count, height, width, classes: classes.length };
}

/** Ink as 255 on ground as 0. */
function bytesOf({ height, width, levels, cover }: Picture, making: Making): Uint8Array {
  const ink = levels.map((level, pixel) => cover[pixel]! * (making.light ? 1 - level : level));
  const image: Levels = { height, width, levels: ink };
  const same = height === making.height && width === making.width;
  const { levels: sized } = same ? image : resized(image, making.height, making.width, 0, making.stretch);
  const low = making.spread ? sized.reduce((least, value) => Math.min(least, value), 1) : 0;
  const high = making.spread ? sized.reduce((most, value) => Math.max(most, value), 0) : 1;
  return Uint8Array.from(sized, (value) =>
    high > low ? Math.round((255 * (value - low)) / (high - low)) : Math.round(255 * value),
  );
}
