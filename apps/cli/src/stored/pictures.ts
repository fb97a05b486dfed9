import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ImageDataset } from '@hkmem/datasets';
import { InputFileError } from '@hkmem/experiments';
import { fileFailure } from '@hkmem/sweep';
import { readPicture } from '../memory/picture.ts';

/** A picture with what it is called. */
export interface NamedPicture {
  readonly name: string;
  /** Intensities in [0, 1], ink 1, [height * width]. */
  readonly pixels: Float32Array;
}

const pictures = /\.(png|jpe?g|gif|svg|idx|idx3-ubyte)$/i;

/** Pictures from files and folders, scaled to one size, in the order given and by name in folders. @throws {InputFileError} */
export async function readPictures(paths: readonly string[], height: number, width: number): Promise<NamedPicture[]> {
  const found: NamedPicture[] = [];
  for (const path of paths) {
    for (const file of await filesOf(path)) {
      found.push({ name: basename(file), pixels: await readPicture(file, height, width) });
    }
  }
  return found;
}

async function filesOf(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const files = (await readdir(path)).filter((name) => pictures.test(name)).sort();
    if (files.length > 0) return files.map((name) => join(path, name));
  } catch (cause) {
    throw new InputFileError(
      path,
      `cannot be read: ${fileFailure('read', path, cause, 'give a picture or a folder of pictures')}.`,
      { cause },
    );
  }
  throw new InputFileError(path, 'holds no pictures: allowed are files named .png, .jpg, .gif, .svg or .idx.');
}

/** The first `count` training images of each class. */
export function firstOfEach({ train }: ImageDataset, count: number): NamedPicture[] {
  const size = train.height * train.width;
  const seen = new Map<number, number>();
  const found: (NamedPicture & { readonly label: number })[] = [];
  train.labels.forEach((label, index) => {
    const before = seen.get(label) ?? 0;
    if (before >= count) return;
    seen.set(label, before + 1);
    const pixels = Float32Array.from(train.images.subarray(index * size, (index + 1) * size), (level) => level / 255);
    found.push({ name: count === 1 ? `a ${label}` : `a ${label}, number ${before + 1}`, pixels, label });
  });
  return found.sort((a, b) => a.label - b.label);
}

/** +1 where there is ink, -1 elsewhere. */
export function signsOf(pixels: Float32Array): Float64Array {
  return Float64Array.from(pixels, (level) => (level > 0.5 ? 1 : -1));
}
