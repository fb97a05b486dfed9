import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InputFileError } from '@hkmem/experiments';
import { fileFailure, type NamedPicture } from '@hkmem/sweep';
import { readPicture } from '../memory/picture.ts';

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
