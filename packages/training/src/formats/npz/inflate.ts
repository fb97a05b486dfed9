import { Inflate } from 'fflate';
import { NpzError } from '../errors.ts';
import { crc32 } from './crc32.ts';
import type { ZipEntry } from './directory.ts';

/** Bytes that are unpacked in one go: what comes of them, at most 1,032 times as much, is looked at before the next. */
const stretch = 4096;

/** The bytes of a file in an archive; a view of it if they are stored. @throws {NpzError} if they are not as announced. */
export function unpack(entry: ZipEntry): Uint8Array {
  const content = entry.deflated ? inflate(entry) : entry.packed;
  const crc = crc32(content);
  if (crc !== entry.crc) {
    throw new NpzError(`'${entry.name}' has the checksum ${hex(crc)}, not ${hex(entry.crc)}. It is damaged.`);
  }
  return content;
}

function inflate({ name, packed, size }: ZipEntry): Uint8Array {
  const parts: Uint8Array[] = [];
  let got = 0;
  const stream = new Inflate((part) => {
    got += part.length;
    if (got > size) throw new NpzError(`'${name}' holds more than the ${size} bytes that it says to.`);
    parts.push(part);
  });
  try {
    for (let at = 0; at < packed.length || at === 0; at += stretch) {
      stream.push(packed.subarray(at, at + stretch), at + stretch >= packed.length);
    }
  } catch (cause) {
    if (cause instanceof NpzError) throw cause;
    throw new NpzError(`'${name}' cannot be unpacked (${(cause as Error).message}). It is damaged.`, { cause });
  }
  if (got !== size) throw new NpzError(`'${name}' holds ${got} bytes, not the ${size} that it says to.`);
  const content = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    content.set(part, at);
    at += part.length;
  }
  return content;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
