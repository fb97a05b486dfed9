import { shownJson } from '@hkmem/backend';
import { type Dtype, dtypeArrays, dtypes, type SafetensorsTensor } from './dtypes.ts';
import { duplicateKey } from './duplicate-key.ts';
import { SafetensorsError } from './errors.ts';
import { metadataName } from './write.ts';

/** The longest header that is read, as in the reference reader. */
const longestHeader = 100_000_000;

/** What a safetensors file holds. Arrays are copies, free of the file's bytes. */
export interface SafetensorsFile {
  /** Arrays by name. */
  readonly tensors: Readonly<Record<string, SafetensorsTensor>>;
  /** What the file says of itself; empty if nothing. */
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a safetensors file (https://huggingface.co/docs/safetensors). The bytes may come from anyone: sizes are checked
 * against the file's length before anything of that size is made.
 * @throws {SafetensorsError} if the file is cut short or too long, its header is no such header, names a tensor twice or
 * an unknown format, or the tensors overlap, leave gaps or are not of the size of their shape.
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { header, data } = splitFile(bytes);
  const entries: Entry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === metadataName) metadata = readMetadata(value);
    else entries.push(readEntry(name, value));
  }
  entries.sort((a, b) => a.start - b.start || a.end - b.end);
  let position = 0;
  for (const { name, start, end } of entries) {
    if (start !== position) {
      const problem = start < position ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw new SafetensorsError(`tensor '${name}' starts at byte ${start} and ${problem}, which ends at ${position}.`);
    }
    if (end > data.length) {
      throw new SafetensorsError(
        `tensor '${name}' ends at byte ${end} of ${data.length} bytes of data. The file is cut short: get it again.`,
      );
    }
    position = end;
  }
  if (position !== data.length) {
    throw new SafetensorsError(`the tensors take ${position} bytes, the file has ${data.length} bytes of data.`);
  }
  return {
    tensors: Object.fromEntries(entries.map((entry) => [entry.name, readTensor(entry, data)])),
    metadata,
  };
}

function splitFile(bytes: Uint8Array): { header: object; data: Uint8Array } {
  if (bytes.length < 8) throw new SafetensorsError(`the file has ${bytes.length} bytes, at least 8 are needed.`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(Math.min(longestHeader, bytes.length - 8))) {
    throw new SafetensorsError(
      `the header should have ${length} bytes, after its length the file has ${bytes.length - 8} (at most ` +
        `${longestHeader} are read). The file is cut short, or not of this format.`,
    );
  }
  const dataStart = 8 + Number(length);
  return { header: parseHeader(bytes.subarray(8, dataStart)), data: bytes.subarray(dataStart) };
}

function parseHeader(bytes: Uint8Array): object {
  if (bytes[0] !== 0x7b)
    throw new SafetensorsError("the header does not start with '{'. The file is of another format.");
  let header: object;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text) as object;
  } catch (error) {
    throw new SafetensorsError(`the header is no JSON text in UTF-8 (${(error as Error).message}).`, { cause: error });
  }
  const duplicate = duplicateKey(text);
  if (duplicate !== undefined) throw new SafetensorsError(`the header has '${duplicate}' twice.`);
  return header;
}

function readMetadata(value: unknown): Record<string, string> {
  const entries = isObject(value) ? Object.entries(value) : undefined;
  if (entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    return Object.fromEntries(entries);
  }
  throw new SafetensorsError(`${metadataName} is no object of texts.`);
}

function readEntry(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = (isObject(value) ? value : {}) as Record<string, unknown>;
  if (!(typeof dtype === 'string' && (dtypes as readonly string[]).includes(dtype))) {
    throw new SafetensorsError(`tensor '${name}' is of format ${shownJson(dtype)}, known are ${dtypes.join(', ')}.`);
  }
  if (!isSizes(shape)) throw new SafetensorsError(`tensor '${name}' has no shape of whole numbers from 0.`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) {
    throw new SafetensorsError(`tensor '${name}' has no data_offsets [start, end] of whole numbers from 0.`);
  }
  const [start, end] = offsets as [number, number];
  const size = dtypeArrays[dtype as Dtype].BYTES_PER_ELEMENT * shape.reduce((product, extent) => product * extent, 1);
  if (size !== end - start) {
    throw new SafetensorsError(
      `tensor '${name}' of ${dtype} [${shape.join(', ')}] has ${end - start} bytes, not ${size}.`,
    );
  }
  return { name, dtype: dtype as Dtype, shape, start, end };
}

function readTensor({ dtype, shape, start, end }: Entry, data: Uint8Array): SafetensorsTensor {
  // A copy starts at an address that suits any format; slice() of a Node Buffer would be no copy.
  const copy = new Uint8Array(end - start);
  copy.set(data.subarray(start, end));
  return { dtype, shape, data: new dtypeArrays[dtype](copy.buffer) } as SafetensorsTensor;
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((extent) => Number.isSafeInteger(extent) && extent >= 0);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
