import { FlateErrorCode, Gunzip } from 'fflate';
import { crc32 } from './crc32.ts';
import { DatasetError, GzipFormatError } from './errors.ts';

/** Bytes of a file inflated at a time: at most 1,032 times as many come out before their size is checked. */
const PIECE = 16_384;

/** DEFLATE codes at most 258 bytes in 2 bits, so no more than this many bytes come out of one. */
const LARGEST_RATIO = 1032;

const TRAILER = 8;

/** Whether the bytes start with gzip's magic number, 1f 8b. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The content of a gzip file (RFC 1952): that of its members one after the other, each checked against the size and the
 * CRC-32 in its trailer. Members may be empty, and zeros may follow the last one, as on tapes and in padded downloads.
 *
 * `announcedSize` is called with the content so far until it returns the whole content's size, as the content's own
 * header gives it; more than that is not inflated, and a size that the compressed bytes cannot hold is refused at once.
 * `announcedSize` may throw if the content is of the wrong kind.
 *
 * @throws GzipFormatError if the file is cut, damaged, holds another size than it says, or goes on with something else.
 */
export function gunzip(
  bytes: Uint8Array,
  source: string,
  announcedSize: (start: Uint8Array) => number | undefined,
): Uint8Array<ArrayBuffer> {
  let start = dataOffset(bytes, 0, source);
  if (bytes.length - TRAILER <= start) {
    throw new GzipFormatError(source, `gzip file is cut short: ${bytes.length} bytes hold no data.`);
  }
  let size: number | undefined;
  let filled = 0;
  const parts: Uint8Array[] = [];
  let member = { size: 0, checksum: 0 };

  const inflate = new Gunzip((part) => {
    if (part.length === 0) return;
    member = { size: member.size + part.length, checksum: crc32(part, member.checksum) };
    filled += part.length;
    parts.push(part);
    if (size === undefined) {
      size = announcedSize(joined(parts));
      if (size !== undefined && size > bytes.length * LARGEST_RATIO) {
        throw new GzipFormatError(
          source,
          `the content's header says ${size} bytes, and the ${bytes.length} bytes of the file hold at most ` +
            `${bytes.length * LARGEST_RATIO}: the file is cut short or damaged. Get it again.`,
        );
      }
    }
    if (size !== undefined && filled > size) {
      throw new GzipFormatError(source, `more than the ${size} bytes that the content's header says come out of it.`);
    }
  });
  inflate.onmember = (offset) => {
    checkTrailer(bytes, offset - TRAILER, member, source);
    start = dataOffset(bytes, offset, source);
    member = { size: 0, checksum: 0 };
  };
  // Zeros at the end may be padding, which is no member, or the trailer's; the data of an empty member ends with one.
  const end = Math.min(bytes.length, bytes.findLastIndex((byte) => byte !== 0) + 4);
  for (let offset = 0; offset < end; offset += PIECE) {
    const stop = Math.min(offset + PIECE, end);
    try {
      inflate.push(bytes.subarray(offset, stop), stop === end);
    } catch (cause) {
      if (cause instanceof DatasetError) throw cause;
      if ((cause as { code?: number }).code === FlateErrorCode.InvalidHeader) throw goesOn(source, cause);
      throw new GzipFormatError(source, `compressed data is cut short or damaged (${cause}). Get it again.`, { cause });
    }
  }
  checkEnd(bytes, start, member, source, size);
  return joined(parts);
}

interface Trailer {
  readonly size: number;
  readonly checksum: number;
}

/** Whether the trailer of a member is at this place; its size is kept modulo 2^32. */
function isTrailer(bytes: Uint8Array, at: number, { size, checksum }: Trailer): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, TRAILER);
  return view.getUint32(0, true) === checksum && view.getUint32(4, true) === size >>> 0;
}

function checkTrailer(bytes: Uint8Array, at: number, got: Trailer, source: string, announced?: number): void {
  if (isTrailer(bytes, at, got)) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, TRAILER);
  const [checksum, size] = [view.getUint32(0, true), view.getUint32(4, true)];
  if (size !== got.size >>> 0) {
    const says =
      got.size === announced
        ? `the content's header says ${announced} bytes, gzip's trailer ${size}`
        : `${got.size} bytes come out, gzip's trailer says ${size}`;
    throw new GzipFormatError(source, `${says}: the file is cut short or damaged. Get it again.`);
  }
  throw new GzipFormatError(source, `CRC-32 is ${hex(got.checksum)}, gzip's trailer says ${hex(checksum)}.`);
}

/** Looks for the trailer of the last member, whose data starts at `start`: at the end of the file, or before zeros. */
function checkEnd(bytes: Uint8Array, start: number, got: Trailer, source: string, announced?: number): void {
  let at = bytes.length - TRAILER;
  for (; at >= start; at--) {
    if (isTrailer(bytes, at, got)) return;
    if (bytes[at + TRAILER - 1] !== 0) break;
  }
  for (; at >= start; at--) if (isTrailer(bytes, at, got)) throw goesOn(source);
  checkTrailer(bytes, bytes.length - TRAILER, got, source, announced);
}

function goesOn(source: string, cause?: unknown): GzipFormatError {
  return new GzipFormatError(
    source,
    'after a gzip member come bytes that are neither another member nor zeros. Cut them off, or get it again.',
    { cause },
  );
}

/** Where the DEFLATE data of the member at `offset` starts: after ten bytes and the optional fields that its flags name. */
function dataOffset(file: Uint8Array, offset: number, source: string): number {
  const bytes = file.subarray(offset);
  if (bytes.length < 10) throw new GzipFormatError(source, `gzip file is cut short: ${file.length} bytes.`);
  const method = bytes[2]!;
  if (method !== 8) throw new GzipFormatError(source, `gzip compression method ${method}, only 8 (DEFLATE) exists.`);
  const flags = bytes[3]!;
  if ((flags & 0xe0) !== 0) throw new GzipFormatError(source, `gzip flags ${hex(flags)} are reserved.`);
  let at = 10;
  if (flags & 4) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  for (const text of [8, 16]) {
    if (flags & text) {
      const zero = bytes.indexOf(0, at);
      at = zero < 0 ? bytes.length : zero + 1;
    }
  }
  return offset + (flags & 2 ? at + 2 : at);
}

/** All parts in one array. */
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
