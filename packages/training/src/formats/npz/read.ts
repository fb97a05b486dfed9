import { ValueError } from '@hkmem/backend';
import { NpyError, NpzError, NpzSizeError } from '../errors.ts';
import type { NpyArray } from '../npy/dtypes.ts';
import { readNpy } from '../npy/read.ts';
import { readDirectory } from './directory.ts';
import { unpack } from './inflate.ts';

/** How an archive is read. */
export interface NpzReadOptions {
  /** The most bytes that the files of the archive may say to hold together, unpacked; default 2^30, a GiB. */
  readonly maxBytes?: number;
}

/**
 * Reads an .npz archive, stored or deflated, into arrays by name. The bytes may come from anyone: sizes are checked
 * against the bytes that are there, against what deflate can do and against `maxBytes` before memory is taken, and what
 * comes out must be of the size and checksum announced.
 * @throws {ValueError} on a limit that is no number. @throws {NpzError} if the archive is damaged, hostile or too large. @throws {NpyError} if an array in it is.
 */
export function readNpz(bytes: Uint8Array, options: NpzReadOptions = {}): Record<string, NpyArray> {
  const { maxBytes = 2 ** 30 } = options;
  if (!(maxBytes >= 0)) throw new ValueError('maxBytes', maxBytes, 'a number of bytes from 0');
  const entries = readDirectory(bytes);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > maxBytes) {
    throw new NpzSizeError(total, maxBytes);
  }
  const arrays = new Map<string, NpyArray>();
  for (const entry of entries) {
    const name = /^(.+)\.npy$/s.exec(entry.name)?.[1];
    if (name === undefined) throw new NpzError(`it holds '${entry.name}', allowed are names that end in .npy.`);
    if (arrays.has(name)) throw new NpzError(`it holds '${name}' twice.`);
    const content = unpack(entry);
    try {
      arrays.set(name, readNpy(content));
    } catch (cause) {
      if (!(cause instanceof NpyError)) throw cause;
      throw new NpyError(`in '${entry.name}': ${cause.message.replace(/^npy: /, '')}`, { cause });
    }
  }
  return Object.fromEntries(arrays);
}
