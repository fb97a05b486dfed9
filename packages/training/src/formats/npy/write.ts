import { ValueError } from '@hkmem/backend';
import { dtypeArrays, type SafetensorsTensor } from '../../safetensors/dtypes.ts';
import { NpyError } from '../errors.ts';
import { isNpyArray, npyKinds } from './dtypes.ts';
import { type EntrySize, fromFirstFastest, swapBytes } from './order.ts';
import { isBigEndianHere } from './read.ts';

/** How an .npy file is laid out. */
export interface NpyLayout {
  /** Version of the header; the lowest that can hold it, 1, unless given. */
  readonly version?: 1 | 2 | 3;
  /** High byte first; default false. */
  readonly bigEndian?: boolean;
  /** First index fastest; default false. Arrays of less than two dimensions have one order only. */
  readonly fortranOrder?: boolean;
}

/** Room that NumPy leaves in a header for the number of rows to grow: digits of 2^64 and one more. */
const rowDigits = 21;

/**
 * An .npy file, byte for byte as NumPy writes it: the header padded with spaces so that the data starts at a multiple of
 * 64, then the entries.
 * @throws {ValueError} on a version that is none. @throws {NpyError} if the array is of a format that .npy lacks, or its entries do not fit its shape.
 */
export function writeNpy(array: SafetensorsTensor, layout: NpyLayout = {}): Uint8Array {
  const { dtype, shape, data } = array;
  if (!isNpyArray(array)) {
    throw new NpyError(`.npy has no format ${dtype}, it has ${Object.keys(npyKinds).join(', ')}. Convert the array.`);
  }
  if (!(data instanceof dtypeArrays[dtype])) {
    throw new NpyError(`an array of format ${dtype} must come as ${dtypeArrays[dtype].name}.`);
  }
  const { version = 1 } = layout;
  if (![1, 2, 3].includes(version)) throw new ValueError('version of .npy', version, '1, 2 or 3');
  const entries = shape.reduce((product, extent) => product * extent, 1);
  if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0) || entries !== data.length) {
    throw new NpyError(`the array has ${data.length} entries, its shape is [${shape.join(', ')}].`);
  }
  const size = dtypeArrays[dtype].BYTES_PER_ELEMENT as EntrySize;
  const fortranOrder = layout.fortranOrder === true && shape.length > 1;
  const bigEndian = layout.bigEndian === true;
  const kind = npyKinds[array.dtype];
  const order = size === 1 ? '|' : bigEndian ? '>' : '<';
  const header = headerBytes(`${order}${kind}`, fortranOrder, shape, version);
  let content = new Uint8Array(data.byteLength);
  content.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  // Reversed axes turn one order into the other.
  if (fortranOrder) content = fromFirstFastest(content, size, shape.toReversed()) as Uint8Array<ArrayBuffer>;
  if (bigEndian !== isBigEndianHere()) swapBytes(content, size);
  const bytes = new Uint8Array(header.length + content.length);
  bytes.set(header);
  bytes.set(content, header.length);
  return bytes;
}

function headerBytes(descr: string, fortranOrder: boolean, shape: readonly number[], version: 1 | 2 | 3): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const order = fortranOrder ? 'True' : 'False';
  const grows = fortranOrder ? shape.at(-1) : shape[0];
  const room = grows === undefined ? '' : ' '.repeat(rowDigits - String(grows).length);
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${tuple}, }${room}`;
  const prefix = version === 1 ? 10 : 12;
  const length = text.length + 64 - ((prefix + text.length + 1) % 64) + 1;
  const bytes = new Uint8Array(prefix + length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (version === 1) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  bytes.fill(0x20, prefix);
  bytes.set(new TextEncoder().encode(text), prefix);
  bytes[bytes.length - 1] = 0x0a;
  return bytes;
}
