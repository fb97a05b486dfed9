import { NpzError } from '../errors.ts';

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  /** As it stands in the archive. */
  readonly packed: Uint8Array;
  readonly deflated: boolean;
  /** Bytes that it says to hold. */
  readonly size: number;
  readonly crc: number;
}

const signatures = { end: 0x06054b50, directory: 0x02014b50, local: 0x04034b50 } as const;
const endSize = 22;
const longestComment = 0xffff;
const encrypted = 1;
const methods = { stored: 0, deflated: 8 } as const;
/** Deflate never packs more than 258 bytes into 2 bits. */
const mostPerByte = 1032;

/**
 * The files of a zip archive, out of its directory. Packed bytes are views, and lie in the archive apart from each other;
 * no size in it is larger than deflate can make of them.
 * @throws {NpzError} if the archive is cut short, not a zip archive, of several parts, encrypted, of 4 GiB or more, or
 * does not hold together.
 */
export function readDirectory(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  const [size, start] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
    throw new NpzError('it is an archive of more than 65,534 files or of 4 GiB. Split it.');
  }
  if (
    view.getUint16(end + 4, true) !== 0 ||
    view.getUint16(end + 6, true) !== 0 ||
    view.getUint16(end + 8, true) !== count
  ) {
    throw new NpzError('it is one of several parts of an archive. Join them.');
  }
  if (start + size !== end) {
    throw new NpzError(`its directory, ${size} bytes at ${start}, does not end where the last record starts, ${end}.`);
  }
  const places: Place[] = [];
  let at = start;
  for (let n = 0; n < count; n++) {
    const place = readPlace(view, at, end);
    at = place.next;
    places.push(place);
  }
  if (at !== end) throw new NpzError(`its directory has ${end - at} bytes after its ${count} entries.`);
  return withoutOverlap(places.map((place) => ({ ...place, dataStart: dataStart(view, place, start) }))).map(
    (place) => {
      const { name, deflated, size: unpacked, crc, packedSize } = place;
      return {
        name,
        deflated,
        size: unpacked,
        crc,
        packed: bytes.subarray(place.dataStart, place.dataStart + packedSize),
      };
    },
  );
}

interface Place extends Omit<ZipEntry, 'packed'> {
  readonly packedSize: number;
  readonly nameBytes: Uint8Array;
  readonly local: number;
  readonly next: number;
}

function findEnd(view: DataView): number {
  const last = view.byteLength - endSize;
  for (let at = last; at >= Math.max(0, last - longestComment); at--) {
    if (view.getUint32(at, true) === signatures.end && at + endSize + view.getUint16(at + 20, true) === view.byteLength)
      return at;
  }
  throw new NpzError(
    `its ${view.byteLength} bytes do not end as a zip archive does. It is cut short, or of another format.`,
  );
}

function readPlace(view: DataView, at: number, end: number): Place {
  if (at + 46 > end || view.getUint32(at, true) !== signatures.directory) {
    throw new NpzError(`its directory has no entry at byte ${at}.`);
  }
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const nameEnd = at + 46 + view.getUint16(at + 28, true);
  const next = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > end) throw new NpzError(`the entry at byte ${at} reaches beyond the directory.`);
  const nameBytes = new Uint8Array(view.buffer, view.byteOffset + at + 46, nameEnd - at - 46);
  const name = decodeName(nameBytes);
  const [packedSize, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
  if ((flags & encrypted) !== 0) throw new NpzError(`'${name}' is encrypted.`);
  if (method !== methods.stored && method !== methods.deflated) {
    throw new NpzError(`'${name}' is packed by method ${method}, read are 0 (stored) and 8 (deflated).`);
  }
  const deflated = method === methods.deflated;
  if (packedSize === 0xffffffff || size === 0xffffffff) throw new NpzError(`'${name}' is of 4 GiB or more.`);
  if (deflated ? size > mostPerByte * packedSize : size !== packedSize) {
    throw new NpzError(`'${name}' says to hold ${size} bytes, which ${packedSize} packed ones cannot.`);
  }
  return {
    name,
    nameBytes,
    deflated,
    size,
    packedSize,
    crc: view.getUint32(at + 16, true),
    local: view.getUint32(at + 42, true),
    next,
  };
}

/** Where the packed bytes start: after the header in front of them, which must be of the same file. */
function dataStart(view: DataView, { name, nameBytes, deflated, local, packedSize }: Place, directory: number): number {
  if (local + 30 > directory || view.getUint32(local, true) !== signatures.local) {
    throw new NpzError(`'${name}' should start at byte ${local}, where no file does.`);
  }
  const length = view.getUint16(local + 26, true);
  const start = local + 30 + length + view.getUint16(local + 28, true);
  if (start + packedSize > directory) throw new NpzError(`'${name}' reaches beyond the files. It is cut short.`);
  const same = length === nameBytes.length && nameBytes.every((byte, n) => view.getUint8(local + 30 + n) === byte);
  if (!same || view.getUint16(local + 8, true) !== (deflated ? methods.deflated : methods.stored)) {
    throw new NpzError(`'${name}' is called or packed otherwise where it stands, at byte ${local}.`);
  }
  return start;
}

/** Files that share bytes are how a small archive becomes a huge one. */
function withoutOverlap<Found extends Place & { readonly dataStart: number }>(
  places: readonly Found[],
): readonly Found[] {
  let [position, before] = [0, ''];
  for (const { name, local, dataStart, packedSize } of places.toSorted((a, b) => a.local - b.local)) {
    if (local < position) throw new NpzError(`'${name}' shares bytes with '${before}'.`);
    [position, before] = [dataStart + packedSize, name];
  }
  return places;
}

function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new NpzError('the name of a file in it is not UTF-8.', { cause });
  }
}
