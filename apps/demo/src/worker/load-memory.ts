import type { Graph } from '@hkmem/backend';
import { specFromJson } from '@hkmem/training';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { unpackEdges } from '../format/edge-bits.ts';
import { fromHalves, unpackSymmetric } from '../format/half.ts';
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
  if (manifest.formatVersion !== 1) {
    throw new WeightsError(`${address} is of format ${manifest.formatVersion}, this site reads format 1.`);
  }
  const file = new URL(manifest.file, address).href;
  const bytes = new Uint8Array(await (await fetched(file)).arrayBuffer());
  const sum = bytesToHex(sha256(bytes));
  if (sum !== manifest.sha256) {
    throw new WeightsError(`${file} has SHA-256 ${sum}, its manifest says ${manifest.sha256}. Load the page again.`);
  }
  return unpackMemory(manifest, bytes);
}

/** A memory from a manifest and the bytes of its file. */
export function unpackMemory(manifest: WeightsManifest, bytes: Uint8Array): LoadedMemory {
  const { neurons } = manifest.spec as { neurons: number };
  const parameters: Record<string, Float32Array> = {};
  const graphs: Record<string, Graph> = {};
  for (const { path, packing, offset, bytes: length } of manifest.arrays) {
    const part = bytes.subarray(offset, offset + length);
    if (packing === 'edge-bits') graphs[path] = unpackEdges(part, neurons);
    else if (packing === 'symmetric-half') parameters[path] = unpackSymmetric(fromHalves(part), neurons);
    else parameters[path] = fromHalves(part);
  }
  return { manifest, parameters, spec: specFromJson(manifest.spec, graphs) };
}

async function fetched(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new WeightsError(`${address} is not there (${response.status}).`);
  return response;
}
