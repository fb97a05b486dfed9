import type { Graph } from '@hkmem/backend';
import { specFromJson } from '@hkmem/training';
import { unpackEdges } from '../format/edge-bits.ts';
import { fromLevels, unpackSymmetric } from '../format/level-bytes.ts';
import type { LoadedMemory, WeightsManifest } from '../format/weights-format.ts';
import { fetchWeights } from './fetch-weights.ts';

/** Fetches a memory and unpacks its parameters. @throws as `fetchWeights`. */
export async function loadMemory(address: string): Promise<LoadedMemory> {
  const { manifest, bytes } = await fetchWeights<WeightsManifest>(address, 2);
  return unpackMemory(manifest, bytes);
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
