import { type Graph, parseJson } from '@hkmem/backend';
import type { ShapedArray } from '../parametrisation/training-state.ts';
import { readSafetensors, type SafetensorsFile } from '../safetensors/read.ts';
import { int32Of } from '../safetensors/whole-numbers.ts';
import { type Checkpoint, checkpointVersion, specFromCheckpoint } from './checkpoint.ts';
import { momentPrefix } from './encode-checkpoint.ts';
import { CheckpointError } from './errors.ts';
import { specFromJson } from './spec-json.ts';

/**
 * Reads a checkpoint from the bytes of its file, which may come from anyone.
 * @throws {SafetensorsError} if the file is damaged.
 * @throws {CheckpointError} if it is none of this software or this version, or does not hold together.
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const { format, formatVersion, integration } = metadata;
  if (format !== 'hkmem') {
    throw new CheckpointError(`the file is of format ${JSON.stringify(format)}, expected is "hkmem".`);
  }
  if (formatVersion !== String(checkpointVersion)) {
    throw new CheckpointError(
      `the file is of version ${formatVersion}, this software reads ${checkpointVersion}. Use the release that wrote it.`,
    );
  }
  if (integration === undefined) throw new CheckpointError('it does not say how its flow was integrated.');
  const neurons = (jsonOf(metadata, 'spec') as { neurons?: unknown } | null)?.neurons;
  const graphs: [string, Graph][] = [];
  const parameters: [string, ShapedArray][] = [];
  const moments: [string, ShapedArray][] = [];
  const factors: [string, ShapedArray][] = [];
  for (const [name, tensor] of Object.entries(tensors)) {
    if (name.startsWith('graph.')) graphs.push([name, readGraph(name, tensor, Number(neurons))]);
    else if (name.startsWith(momentPrefix)) moments.push([name.slice(momentPrefix.length), readFloats(name, tensor)]);
    else if (name.startsWith('low-rank.')) factors.push([name, readFloats(name, tensor)]);
    else parameters.push([name, readFloats(name, tensor)]);
  }
  const checkpoint: Checkpoint = {
    formatVersion: checkpointVersion,
    config: jsonOf(metadata, 'config'),
    seed: readNumber(metadata, 'seed'),
    update: readNumber(metadata, 'update'),
    integration,
    spec: specFromJson(jsonOf(metadata, 'spec'), Object.fromEntries(graphs)),
    parameters: Object.fromEntries(parameters),
    moments: Object.fromEntries(moments),
    ...(factors.length > 0 && { factors: Object.fromEntries(factors) }),
  };
  specFromCheckpoint(checkpoint);
  return checkpoint;
}

type Tensor = SafetensorsFile['tensors'][string];

function readFloats(name: string, { dtype, shape, data }: Tensor): ShapedArray {
  if (dtype === 'F32' || dtype === 'F64') return { shape, data };
  throw new CheckpointError(`'${name}' is of format ${dtype}, allowed are F32 and F64.`);
}

/** Edges of whole numbers of any width, as other software writes them; whether they are a graph is checked later. */
function readGraph(name: string, tensor: Tensor, neurons: number): Graph {
  const { dtype, shape } = tensor;
  const ends = shape.length === 2 && shape[1] === 2 ? int32Of(tensor) : undefined;
  if (ends === undefined) {
    throw new CheckpointError(
      `'${name}' is ${dtype} [${shape.join(', ')}], a graph is I32 [E, 2], or other whole numbers that fit into it.`,
    );
  }
  return {
    neurons,
    sources: Int32Array.from({ length: ends.length / 2 }, (_, e) => ends[2 * e]!),
    targets: Int32Array.from({ length: ends.length / 2 }, (_, e) => ends[2 * e + 1]!),
  };
}

function jsonOf(metadata: Readonly<Record<string, string>>, name: string): unknown {
  const text = metadata[name];
  if (text === undefined) throw new CheckpointError(`its metadata has no '${name}'.`);
  try {
    return parseJson(text, `its '${name}'`);
  } catch (error) {
    throw new CheckpointError((error as Error).message, { cause: error });
  }
}

function readNumber(metadata: Readonly<Record<string, string>>, name: string): number {
  const text = metadata[name];
  if (text === undefined || !/^\d{1,16}$/.test(text)) {
    throw new CheckpointError(`its '${name}' is ${JSON.stringify(text)}, expected is a whole number.`);
  }
  return Number(text);
}
