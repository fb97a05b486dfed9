import { sizeOf, type TensorArtifacts } from '@hkmem/backend';
import { ArtifactsError } from '../formats/errors.ts';
import type { SafetensorsTensor } from '../safetensors/dtypes.ts';
import type { SafetensorsFile } from '../safetensors/read.ts';
import { int32Of } from '../safetensors/whole-numbers.ts';

/** What the artifacts of this software say under `format`. */
export const artifactsFormat = 'hkmem-tensors';

/** Under which key of `userDefinedMetadata` the metadata of the file and the formats of its tensors stand. */
const metadataKey = 'hkmem';

interface Kept {
  readonly metadata: Readonly<Record<string, string>>;
  /** Tensors that stand in the weights as pairs of int32, which have the same bits. */
  readonly float64: readonly string[];
}

/**
 * Tensors and metadata, such as `readSafetensors` gives, as tfjs model artifacts, which any tfjs `IOHandler` stores: F32
 * as float32, I32 as int32, BOOL as bool; other whole numbers become int32 where all of them fit. tfjs has no float64: such tensors stand there as int32 [..., 2] of the same
 * bits and are whole again after `tensorsFromArtifacts`. The topology is a mere name: a memory is not a graph of layers.
 * @throws {ArtifactsError} for tensors of other formats.
 */
export function tensorsToArtifacts({ tensors, metadata }: SafetensorsFile): TensorArtifacts {
  const weightSpecs: NonNullable<TensorArtifacts['weightSpecs']> = [];
  const float64: string[] = [];
  const parts: Uint8Array[] = [];
  for (const [name, tensor] of Object.entries(tensors)) {
    const { dtype, shape, data } = tensor;
    if (dtype === 'F64') {
      float64.push(name);
      weightSpecs.push({ name, shape: [...shape, 2], dtype: 'int32' });
    } else if (dtype === 'F32' || dtype === 'I32' || dtype === 'BOOL') {
      weightSpecs.push({
        name,
        shape: [...shape],
        dtype: ({ F32: 'float32', I32: 'int32', BOOL: 'bool' } as const)[dtype],
      });
    } else {
      const narrow = int32Of(tensor);
      if (narrow === undefined) {
        throw new ArtifactsError(
          `'${name}' is of format ${dtype}, tfjs takes F32, F64, I32 and BOOL, and of other whole numbers those from ` +
            '-2^31 to 2^31 - 1.',
        );
      }
      weightSpecs.push({ name, shape: [...shape], dtype: 'int32' });
      parts.push(new Uint8Array(narrow.buffer));
      continue;
    }
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  const weightData = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    weightData.set(part, at);
    at += part.length;
  }
  const kept: Kept = { metadata, float64 };
  return {
    format: artifactsFormat,
    generatedBy: 'hkmem',
    // Handlers of files and of local storage read nothing back that has no topology.
    modelTopology: { [metadataKey]: 'tensors' },
    weightSpecs,
    weightData: weightData.buffer,
    userDefinedMetadata: { [metadataKey]: kept },
  };
}

const formats: Readonly<Record<string, 'F32' | 'I32' | 'BOOL'>> = { float32: 'F32', int32: 'I32', bool: 'BOOL' };
const entryBytes = { F32: 4, I32: 4, BOOL: 1 } as const;

/**
 * The tensors and metadata of artifacts: of this software, or the plain weights of any tfjs model (metadata is empty
 * then).
 * @throws {ArtifactsError} if the weights are of texts, complex or quantised, or are not as long as they should be.
 */
export function tensorsFromArtifacts(artifacts: TensorArtifacts): SafetensorsFile {
  const { weightSpecs = [], weightData, userDefinedMetadata } = artifacts;
  const { metadata, float64 } = keptOf(userDefinedMetadata?.[metadataKey]);
  const bytes = weightBytes(weightData);
  const tensors: [string, SafetensorsTensor][] = [];
  let at = 0;
  for (const { name, shape, dtype, quantization } of weightSpecs) {
    const format = Object.hasOwn(formats, dtype) ? formats[dtype] : undefined;
    if (format === undefined || quantization !== undefined) {
      const what = quantization === undefined ? dtype : 'quantised numbers';
      throw new ArtifactsError(`'${name}' is of ${what}, read are float32, int32 and bool.`);
    }
    if (!Array.isArray(shape) || !shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
      throw new ArtifactsError(`'${name}' has no shape of whole numbers from 0.`);
    }
    if (tensors.some(([before]) => before === name)) throw new ArtifactsError(`'${name}' is there twice.`);
    const size = entryBytes[format] * sizeOf(shape);
    if (!(size <= bytes.length - at)) {
      throw new ArtifactsError(
        `'${name}' takes ${size} bytes, ${bytes.length - at} are left. The weights are cut short.`,
      );
    }
    const data = new Uint8Array(size);
    data.set(bytes.subarray(at, at + size));
    at += size;
    tensors.push([name, tensorOf(name, format, shape, data, float64.includes(name))]);
  }
  if (at !== bytes.length) throw new ArtifactsError(`the weights take ${at} bytes, there are ${bytes.length}.`);
  return { tensors: Object.fromEntries(tensors), metadata };
}

function tensorOf(
  name: string,
  format: 'F32' | 'I32' | 'BOOL',
  shape: readonly number[],
  data: Uint8Array<ArrayBuffer>,
  wide: boolean,
): SafetensorsTensor {
  if (wide) {
    if (format !== 'I32' || shape.at(-1) !== 2) throw new ArtifactsError(`'${name}' should be int32 [..., 2].`);
    return { dtype: 'F64', shape: shape.slice(0, -1), data: new Float64Array(data.buffer) };
  }
  if (format === 'BOOL') return { dtype: format, shape, data };
  return format === 'F32'
    ? { dtype: format, shape, data: new Float32Array(data.buffer) }
    : { dtype: format, shape, data: new Int32Array(data.buffer) };
}

function weightBytes(data: TensorArtifacts['weightData']): Uint8Array {
  if (data === undefined) return new Uint8Array(0);
  if (!Array.isArray(data)) return new Uint8Array(data);
  const bytes = new Uint8Array(data.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of data) {
    bytes.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return bytes;
}

function keptOf(kept: unknown): Kept {
  if (kept === undefined) return { metadata: {}, float64: [] };
  const { metadata, float64 } = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
  const texts =
    typeof metadata === 'object' && metadata !== null ? Object.entries(metadata) : [['', undefined] as const];
  if (
    !texts.every((entry): entry is [string, string] => typeof entry[1] === 'string') ||
    !Array.isArray(float64) ||
    !float64.every((name) => typeof name === 'string')
  ) {
    throw new ArtifactsError(`userDefinedMetadata.${metadataKey} is damaged.`);
  }
  return { metadata: Object.fromEntries(texts), float64 };
}
