import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ParameterValues, SystemSpec } from '@hkmem/backend';
import type { ImageSet } from '@hkmem/datasets';
import { specFromJson } from '@hkmem/training';
import type { Assets } from './assets.ts';

/** A trained memory with what it takes for right. */
export interface TrainedMemory {
  readonly spec: SystemSpec;
  readonly parameters: ParameterValues;
  /** Its accuracy on all test images, in words. */
  readonly accuracy: string;
}

/** A file is missing or is not what the one beside it says. */
export class AssetError extends Error {
  override readonly name = 'AssetError';
}

interface Manifest {
  readonly file: string;
  readonly sha256: string;
  readonly spec: unknown;
  readonly arrays: readonly {
    readonly path: string;
    /** Of entries in levels of a byte: all of them, or the upper triangle of a symmetric matrix. */
    readonly packing: 'levels' | 'symmetric-levels';
    /** What a level stands for. */
    readonly scale: number;
    readonly offset: number;
    readonly bytes: number;
  }[];
  readonly accuracy: { readonly value: number; readonly images: number; readonly flow: string };
}

/** The pretrained Hopfield memory of digits, its weights rounded to the levels of a byte. @throws {AssetError} if its file is not that of its manifest. */
export function trainedMemory({ weights }: Assets): TrainedMemory {
  const manifest = JSON.parse(text(weights, 'memory.json')) as Manifest;
  const bytes = checked(weights, manifest.file, manifest.sha256);
  const spec = specFromJson(manifest.spec, {});
  const parameters: Record<string, Float32Array> = {};
  for (const { path, packing, scale, offset, bytes: length } of manifest.arrays) {
    const levels = new Int8Array(bytes.buffer, bytes.byteOffset + offset, length);
    const values = Float32Array.from(levels, (level) => level * scale);
    parameters[path] = packing === 'symmetric-levels' ? symmetric(values, spec.neurons) : values;
  }
  const { value, images, flow } = manifest.accuracy;
  return { spec, parameters, accuracy: `${(100 * value).toFixed(2)} % of ${images} test images, ${flow}` };
}

/** Test digits of 28 x 28 pixels, repeated until there are `count`. */
export function digits({ weights }: Assets, count?: number): ImageSet {
  const { sha256, digits: labelled } = JSON.parse(text(weights, 'digits.json')) as {
    readonly sha256: string;
    readonly digits: readonly { readonly label: number }[];
  };
  const pixels = checked(weights, 'digits.bin', sha256);
  const total = count ?? labelled.length;
  const images = new Uint8Array(total * 784);
  for (let n = 0; n < total; n++) {
    const from = (n % labelled.length) * 784;
    images.set(pixels.subarray(from, from + 784), n * 784);
  }
  const labels = Uint8Array.from({ length: total }, (_, n) => labelled[n % labelled.length]!.label);
  return { name: 'mnist', split: 'test', images, labels, count: total, height: 28, width: 28, classes: 10 };
}

function text(folder: URL, file: string): string {
  return new TextDecoder().decode(bytesOf(folder, file));
}

/** What a file holds that gzip compressed, if it is the file that was named. */
function checked(folder: URL, file: string, sha256: string): Uint8Array {
  const bytes = bytesOf(folder, file);
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== sha256) throw new AssetError(`${file} has SHA-256 ${sum}, expected ${sha256}. Copy the folder again.`);
  return gunzipSync(bytes);
}

function bytesOf(folder: URL, file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(new URL(file, folder)));
  } catch (cause) {
    throw new AssetError(`${new URL(file, folder).pathname} cannot be read. Copy the folder again.`, { cause });
  }
}

/** The symmetric matrix [N, N] of its upper triangle, row by row. */
function symmetric(packed: ArrayLike<number>, N: number): Float32Array {
  const matrix = new Float32Array(N * N);
  let at = 0;
  for (let i = 0; i < N; i++) {
    for (let j = i; j < N; j++) {
      matrix[i * N + j] = packed[at]!;
      matrix[j * N + i] = packed[at++]!;
    }
  }
  return matrix;
}
