import { dtypeArrays, dtypes, type SafetensorsTensor } from './dtypes.ts';
import { SafetensorsError } from './errors.ts';

/** The name under which a header holds metadata; no tensor may have it. */
export const metadataName = '__metadata__';

/**
 * The bytes of a safetensors file (https://huggingface.co/docs/safetensors): the length of the header as 8 bytes, little
 * endian; the header, JSON padded with spaces to a multiple of 8; the tensors' bytes without gaps. Tensors are in the
 * order of the reference writer, wide formats first and then by name, and metadata by name, so equal content gives equal
 * bytes.
 * @throws {SafetensorsError} if a tensor's array is not of its format or shape, or a name or metadata is no valid text.
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, SafetensorsTensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const entries = Object.entries(tensors).sort(([nameA, a], [nameB, b]) => {
    return dtypes.indexOf(b.dtype) - dtypes.indexOf(a.dtype) || compareNames(nameA, nameB);
  });
  const header: [name: string, value: unknown][] = [];
  if (metadata !== undefined) header.push([metadataName, Object.fromEntries(checkedMetadata(metadata))]);
  let offset = 0;
  for (const [name, tensor] of entries) {
    checkTensor(name, tensor);
    const { dtype, shape, data } = tensor;
    header.push([name, { dtype, shape, data_offsets: [offset, offset + data.byteLength] }]);
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(headerText(header));
  const dataStart = 8 + 8 * Math.ceil(text.length / 8);
  const bytes = new Uint8Array(dataStart + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(dataStart - 8), true);
  bytes.fill(0x20, 8, dataStart);
  bytes.set(text, 8);
  offset = dataStart;
  for (const [, { data }] of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/** Members in the order given, which an object would not keep for names that are numbers. */
function headerText(members: readonly (readonly [string, unknown])[]): string {
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

function checkedMetadata(metadata: Readonly<Record<string, string>>): [string, string][] {
  const entries = Object.entries(metadata).sort(([a], [b]) => compareNames(a, b));
  for (const [name, value] of entries) {
    checkText('name of metadata', name);
    if (typeof value !== 'string') {
      throw new SafetensorsError(`metadata '${name}' is ${typeof value}, allowed is text. Write it as JSON.`);
    }
    checkText(`metadata '${name}'`, value);
  }
  return entries;
}

function checkTensor(name: string, { dtype, shape, data }: SafetensorsTensor): void {
  checkText('name of a tensor', name);
  if (name === metadataName) throw new SafetensorsError(`a tensor is named '${name}', which is taken. Rename it.`);
  if (!dtypes.includes(dtype)) {
    throw new SafetensorsError(`tensor '${name}' is of format '${dtype}', allowed are ${dtypes.join(', ')}.`);
  }
  if (!(data instanceof dtypeArrays[dtype])) {
    throw new SafetensorsError(`tensor '${name}' of format ${dtype} must come as ${dtypeArrays[dtype].name}.`);
  }
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0) || size !== data.length) {
    throw new SafetensorsError(`tensor '${name}' has ${data.length} entries, its shape is [${shape.join(', ')}].`);
  }
}

function checkText(what: string, text: string): void {
  if (/\p{Surrogate}/u.test(text)) throw new SafetensorsError(`${what} holds half of a surrogate pair. Repair it.`);
}

/** Order of code points, which is that of the names' bytes in a file. */
function compareNames(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const at = left.findIndex((character, n) => character !== right[n]);
  if (at < 0) return left.length - right.length;
  return right[at] === undefined ? 1 : left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
}
