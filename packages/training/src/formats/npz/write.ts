import { zipSync } from 'fflate';
import type { SafetensorsTensor } from '../../safetensors/dtypes.ts';
import { NpyError, NpzError } from '../errors.ts';
import { writeNpy } from '../npy/write.ts';

/** How an archive is written. */
export interface NpzWriteOptions {
  /** Deflate the arrays; default false, as `numpy.savez`. */
  readonly compress?: boolean;
}

/** The earliest time that zip can hold, in local time as zip has it, so that equal arrays give equal bytes anywhere. */
const noTime = new Date(1980, 0, 1);

/**
 * An .npz archive of arrays by name, in the order given, which `numpy.load` reads. Equal arrays give equal bytes.
 * @throws {NpzError} if a name cannot be that of a file in an archive.
 * @throws {NpyError} if an array is of a format that .npy lacks, or its entries do not fit its shape.
 */
export function writeNpz(
  arrays: Readonly<Record<string, SafetensorsTensor>>,
  options: NpzWriteOptions = {},
): Uint8Array {
  const { compress = false } = options;
  const files = Object.entries(arrays).map(([name, array]): [string, Uint8Array] => {
    if (name === '' || /\p{Surrogate}/u.test(name) || new TextEncoder().encode(name).length > 65_000) {
      throw new NpzError(`an array is called '${name.slice(0, 40)}', allowed is text of 1 to 65,000 bytes.`);
    }
    try {
      return [`${name}.npy`, writeNpy(array)];
    } catch (cause) {
      if (!(cause instanceof NpyError)) throw cause;
      throw new NpyError(`'${name}': ${cause.message.replace(/^npy: /, '')}`, { cause });
    }
  });
  if (files.length > 65_534) throw new NpzError(`${files.length} arrays, an archive holds up to 65,534.`);
  if (files.reduce((sum, [, { length }]) => sum + length, 0) > 0xf0000000) {
    throw new NpzError('the arrays take 4 GiB or more, which this archive cannot hold. Split them.');
  }
  return zipSync(Object.fromEntries(files), { level: compress ? 6 : 0, mtime: noTime });
}
