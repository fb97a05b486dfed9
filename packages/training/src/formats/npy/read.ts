import { dtypeArrays } from '../../safetensors/dtypes.ts';
import { NpyError } from '../errors.ts';
import type { NpyArray } from './dtypes.ts';
import { readNpyHeader } from './header.ts';
import { type EntrySize, fromFirstFastest, swapBytes } from './order.ts';

/** An array out of a row of them, and where the next one starts. */
export interface NpyRead {
  readonly array: NpyArray;
  readonly end: number;
}

/**
 * Reads an .npy file: versions 1.0 to 3.0, either byte order, either order of indices. The entries are a copy, row-major
 * and in this machine's byte order. The bytes may come from anyone: the size that the header states is checked against
 * the bytes that are there before anything of that size is made.
 * @throws {NpyError} if the file is cut short or too long, no .npy file, or holds objects, structures, texts or dates.
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  const { array, end } = readNpyAt(bytes, 0);
  if (end !== bytes.length) {
    throw new NpyError(
      `the array ends at byte ${end}, the file has ${bytes.length}. If it holds several arrays, read it as .eqx.`,
    );
  }
  return array;
}

/** Reads the array that starts at `offset`; others may follow. @throws {NpyError} as `readNpy`. */
export function readNpyAt(bytes: Uint8Array, offset: number): NpyRead {
  const { dtype, bigEndian, shape, fortranOrder, dataStart } = readNpyHeader(bytes, offset);
  const size = dtypeArrays[dtype].BYTES_PER_ELEMENT as EntrySize;
  const length = size * (shape.includes(0) ? 0 : shape.reduce((product, extent) => product * extent, 1));
  if (length > bytes.length - dataStart) {
    throw new NpyError(
      `an array of ${dtype} [${shape.join(', ')}] takes ${length} bytes, ${bytes.length - dataStart} are there. ` +
        'The file is cut short: get it again.',
    );
  }
  const end = dataStart + length;
  let data = new Uint8Array(length);
  data.set(bytes.subarray(dataStart, end));
  if (bigEndian !== isBigEndianHere()) swapBytes(data, size);
  if (fortranOrder && shape.length > 1) data = fromFirstFastest(data, size, shape) as Uint8Array<ArrayBuffer>;
  return { array: { dtype, shape, data: new dtypeArrays[dtype](data.buffer) } as NpyArray, end };
}

/** Whether this machine puts the high byte of a word first. */
export function isBigEndianHere(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;
}
