import { Inflate } from 'fflate';
import { crc32 } from './crc32.ts';
import { DatasetError, GzipFormatError } from './errors.ts';

/** Bytes of DEFLATE data inflated at a time: at most 1,032 times as many come out before their size is checked. */
const PIECE = 16_384;

/** DEFLATE codes at most 258 bytes in 2 bits, so no more than this many bytes come out of one. */
const LARGEST_RATIO = 1032;

const TRAILER = 8;

/** Whether the bytes start with gzip's magic number, 1f 8b. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The content of a gzip file of one member (RFC 1952), checked against the size and the CRC-32 in its trailer.
 *
 * `announcedSize` is called with the content so far until it returns the whole content's size, as the content's own
 * header gives it; nothing of that size is allocated before the trailer agrees with it and the compressed data is
 * long enough to hold it. `announcedSize` may throw if the content is of the wrong kind.
 *
 * @throws GzipFormatError if the file is cut, damaged, or holds another size than it says.
 */
export function gunzip(
  bytes: Uint8Array,
  source: string,
  announcedSize: (start: Uint8Array) => number | undefined,
): Uint8Array<ArrayBuffer> {
  const start = dataOffset(bytes, source);
  const end = bytes.length - TRAILER;
  if (end <= start) throw new GzipFormatError(source, `gzip file is cut short: ${bytes.length} bytes hold no data.`);
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + end, TRAILER);
  const storedChecksum = trailer.getUint32(0, true);
  const storedSize = trailer.getUint32(4, true);

  let content: Uint8Array<ArrayBuffer> | undefined;
  let pending: Uint8Array = new Uint8Array(0);
  let filled = 0;
  const take = (part: Uint8Array): void => {
    if (content === undefined) {
      pending = pending.length === 0 ? part : joined(pending, part);
      const size = announcedSize(pending);
      if (size === undefined) return;
      if (size !== storedSize || size > (end - start) * LARGEST_RATIO) {
        throw new GzipFormatError(
          source,
          `the content's header says ${size} bytes, gzip's trailer ${storedSize}, and the ${end - start} compressed ` +
            `bytes hold at most ${(end - start) * LARGEST_RATIO}: the file is cut short, damaged or has more than one ` +
            'member. Get it again.',
        );
      }
      content = new Uint8Array(size);
      part = pending;
    }
    if (filled + part.length > content.length) {
      throw new GzipFormatError(source, `more than the ${content.length} bytes that the file says come out of it.`);
    }
    content.set(part, filled);
    filled += part.length;
  };

  const inflate = new Inflate(take);
  for (let offset = start; offset < end; offset += PIECE) {
    const stop = Math.min(offset + PIECE, end);
    try {
      inflate.push(bytes.subarray(offset, stop), stop === end);
    } catch (cause) {
      if (cause instanceof DatasetError) throw cause;
      throw new GzipFormatError(source, `compressed data is cut short or damaged (${cause}). Get it again.`, { cause });
    }
  }
  if (content === undefined) return new Uint8Array(pending);
  if (filled !== storedSize) {
    throw new GzipFormatError(source, `${filled} bytes come out, gzip's trailer says ${storedSize}. Get it again.`);
  }
  const checksum = crc32(content);
  if (checksum !== storedChecksum) {
    throw new GzipFormatError(source, `CRC-32 is ${hex(checksum)}, gzip's trailer says ${hex(storedChecksum)}.`);
  }
  return content;
}

/** Where the DEFLATE data of a gzip file starts: after ten bytes and the optional fields that its flags name. */
function dataOffset(bytes: Uint8Array, source: string): number {
  if (bytes.length < 10) throw new GzipFormatError(source, `gzip file is cut short: ${bytes.length} bytes.`);
  const method = bytes[2]!;
  if (method !== 8) throw new GzipFormatError(source, `gzip compression method ${method}, only 8 (DEFLATE) exists.`);
  const flags = bytes[3]!;
  if ((flags & 0xe0) !== 0) throw new GzipFormatError(source, `gzip flags ${hex(flags)} are reserved.`);
  let offset = 10;
  if (flags & 4) offset += 2 + ((bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8));
  for (const text of [8, 16]) {
    if (flags & text) {
      const zero = bytes.indexOf(0, offset);
      offset = zero < 0 ? bytes.length : zero + 1;
    }
  }
  return flags & 2 ? offset + 2 : offset;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
