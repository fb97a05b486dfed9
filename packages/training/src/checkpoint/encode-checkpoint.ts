import { checkLevels } from '@hkmem/backend';
import { graphToTensor } from '../formats/graph-tensor.ts';
import type { ShapedArray } from '../parametrisation/training-state.ts';
import type { SafetensorsTensor } from '../safetensors/dtypes.ts';
import { writeSafetensors } from '../safetensors/write.ts';
import { type Checkpoint, specFromCheckpoint } from './checkpoint.ts';
import { CheckpointError } from './errors.ts';
import { specToJson } from './spec-json.ts';

/** What running means are called in a file: this and their key. */
export const momentPrefix = 'moments.';

/**
 * A checkpoint as a safetensors file: parameters under their paths, factors of a low-rank correction likewise,
 * running means as `moments.path/first`, graphs as `graph.K` and `graph.HK` [E, 2], I32; everything else in the metadata, as JSON. Float32 arrays are F32, float64 F64.
 * @throws {CheckpointError} if the checkpoint does not hold together.
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { spec, graphs } = specToJson(specFromCheckpoint(checkpoint));
  const tensors: Record<string, SafetensorsTensor> = {};
  for (const [path, array] of Object.entries(checkpoint.parameters)) tensors[path] = floatTensor(array);
  for (const [path, array] of Object.entries(checkpoint.factors ?? {})) tensors[path] = floatTensor(array);
  for (const [key, array] of Object.entries(checkpoint.moments)) tensors[momentPrefix + key] = floatTensor(array);
  for (const [name, graph] of Object.entries(graphs)) tensors[name] = graphToTensor(graph);
  const { formatVersion, config, seed, update, integration } = checkpoint;
  return writeSafetensors(tensors, {
    format: 'hkmem',
    formatVersion: String(formatVersion),
    config: jsonText(config),
    seed: String(seed),
    update: String(update),
    integration,
    spec: JSON.stringify(spec),
  });
}

function floatTensor({ shape, data }: ShapedArray): SafetensorsTensor {
  return data instanceof Float64Array ? { dtype: 'F64', shape, data } : { dtype: 'F32', shape, data };
}

function jsonText(config: unknown): string {
  try {
    checkLevels(config, 'its configuration');
  } catch (error) {
    throw new CheckpointError((error as Error).message, { cause: error });
  }
  const text = JSON.stringify(config) as string | undefined;
  if (text === undefined) throw new CheckpointError('its configuration is no JSON value. Use null if there is none.');
  return text;
}
