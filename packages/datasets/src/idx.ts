import { IdxFormatError } from './errors.ts';
import { gunzip, isGzip } from './gzip.ts';

/** An array of unsigned bytes as an IDX file holds it. */
export interface IdxTensor {
  /** Sizes, slowest first: [count, height, width] for images, [count] for labels. */
  shape: number[];
  /** The entries in row-major order; their number is the product of the sizes. */
  data: Uint8Array;
}

/** The content types of IDX by their code, the third byte of the file. */
const typeNames: ReadonlyMap<number, string> = new Map([
  [0x08, 'uint8'],
  [0x09, 'int8'],
  [0x0b, 'int16'],
  [0x0c, 'int32'],
  [0x0d, 'float32'],
  [0x0e, 'float64'],
]);

/**
 * Reads an IDX file, plain or gzip (told apart by their first bytes): two zero bytes, a type code, the rank, a
 * big-endian 32-bit size per axis, the entries (format: Y. LeCun, "The MNIST database"). For a plain file `data`
 * is a view of `bytes`; nothing is copied. Memory is taken only for sizes that the file's bytes can really hold.
 *
 * @param source what the bytes are, for error messages: a path or an address.
 * @throws IdxFormatError if the magic number is wrong, the type is not uint8, or entries are missing or left over.
 * @throws GzipFormatError if a gzip file is cut, damaged, or holds another size than it says.
 */
export function parseIdx(bytes: Uint8Array, source = 'IDX data'): IdxTensor {
  return parsePlainIdx(plainIdx(bytes, source), source);
}

/** The bytes of an IDX file as they are before any compression: what published checksums are of. */
export function plainIdx(bytes: Uint8Array, source: string): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  return gunzip(bytes, source, (start) => readHeader(start, source)?.total);
}

/** {@link parseIdx} for a file that is not compressed. */
export function parsePlainIdx(bytes: Uint8Array, source: string): IdxTensor {
  const header = readHeader(bytes, source);
  if (header === undefined) {
    throw new IdxFormatError(source, `truncated IDX file: its ${bytes.length} bytes end within the header.`);
  }
  const { shape, offset, total } = header;
  if (bytes.length < total) {
    throw new IdxFormatError(
      source,
      `truncated IDX file: shape [${shape.join(', ')}] needs ${total} bytes, there are ${bytes.length}. Get it again.`,
    );
  }
  if (bytes.length > total) {
    throw new IdxFormatError(
      source,
      `${bytes.length - total} bytes after the end of IDX data of shape [${shape.join(', ')}]: not the file it says.`,
    );
  }
  return { shape, data: bytes.subarray(offset) };
}

interface IdxHeader {
  shape: number[];
  /** Bytes before the entries. */
  offset: number;
  /** Bytes of the whole file. */
  total: number;
}

/** The header at the start of these bytes, or undefined if they end before it does. */
function readHeader(start: Uint8Array, source: string): IdxHeader | undefined {
  const type = start[2];
  const wrong = (start.length > 0 && start[0] !== 0) || (start.length > 1 && start[1] !== 0);
  if (wrong || (type !== undefined && !typeNames.has(type))) {
    const magic = [...start.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new IdxFormatError(
      source,
      `not an IDX file: it starts with ${magic}, allowed is 00 00 08 and a rank (00 00 08 03 for images, ` +
        `00 00 08 01 for labels).${start[0] === 0x3c ? ' It looks like a web page; check the address.' : ''}`,
    );
  }
  if (type !== undefined && type !== 0x08) {
    throw new IdxFormatError(source, `IDX data of type ${typeNames.get(type)}, only uint8 is read. Convert it first.`);
  }
  const rank = start[3];
  if (rank === undefined) return undefined;
  if (rank === 0) throw new IdxFormatError(source, 'IDX data of rank 0, allowed is 1 to 255.');
  const offset = 4 + 4 * rank;
  if (start.length < offset) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, offset);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const entries = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
  return { shape, offset, total: offset + entries };
}
