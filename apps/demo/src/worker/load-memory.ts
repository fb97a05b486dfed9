import type { Graph } from '@hkmem/backend';
import { specFromJson } from '@hkmem/training';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { unpackEdges } from '../format/edge-bits.ts';
import { fromLevels, unpackSymmetric } from '../format/level-bytes.ts';
import type { LoadedMemory, WeightsManifest } from '../format/weights-format.ts';

/** A weights file that is missing, or is not what its manifest says. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}

/**
 * Fetches a manifest and the file it names, beside it, and unpacks the parameters.
 * @throws {WeightsError} if one is missing, or the file's SHA-256 is not that of the manifest.
 */
export async function loadMemory(address: string): Promise<LoadedMemory> {
  const manifest = (await (await fetched(address)).json()) as WeightsManifest;
  if (manifest.formatVersion !== 2) {
    throw new WeightsError(`${address} is of format ${manifest.formatVersion}, this site reads format 2.`);
  }
  const file = new URL(manifest.file, address).href;
  const bytes = new Uint8Array(await (await fetched(file)).arrayBuffer());
  const sum = bytesToHex(sha256(bytes));
  if (sum !== manifest.sha256) {
    throw new WeightsError(`${file} has SHA-256 ${sum}, its manifest says ${manifest.sha256}. Load the page again.`);
  }
  return unpackMemory(manifest, await unzipped(bytes));
}

async function unzipped(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A memory from a manifest and the bytes that its file holds, no longer compressed. */
export function unpackMemory(manifest: WeightsManifest, bytes: Uint8Array): LoadedMemory {
  const { neurons } = manifest.spec as { neurons: number };
  const parameters: Record<string, Float32Array> = {};
  const graphs: Record<string, Graph> = {};
  for (const { path, packing, scale = 1, offset, bytes: length } of manifest.arrays) {
    const part = bytes.subarray(offset, offset + length);
    if (packing === 'edge-bits') {
      graphs[path] = unpackEdges(part, neurons);
      continue;
    }
    const values = fromLevels({ levels: new Int8Array(part.buffer, part.byteOffset, part.length), scale });
    parameters[path] = packing === 'symmetric-levels' ? unpackSymmetric(values, neurons) : values;
  }
  return { manifest, parameters, spec: specFromJson(manifest.spec, graphs) };
}

async function fetched(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new WeightsError(`${address} is not there (${response.status}).`);
  return response;
}
