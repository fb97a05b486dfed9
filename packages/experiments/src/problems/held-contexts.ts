import { ValueError } from '@hkmem/backend';
import { encodeSphereBatch, type ImageDataset } from '@hkmem/datasets';
import type { BatchSource } from '@hkmem/training';
import type { Memory } from '../memory/memory.ts';
import { mappedSource } from './mapped-source.ts';
import { type NeuronGroups, neuronGroups } from './neuron-groups.ts';
import type { RestSize } from './random-rest.ts';
import { statisticsOf } from './sphere-statistics.ts';
import type { ShownImages } from './start-state.ts';

/**
 * A source whose paired images hold the oscillators of pixels in place of starting them; those at the border and of the
 * other neurons start as learned.
 */
export function holdingContexts(source: BatchSource, size: RestSize, { border }: NeuronGroups): BatchSource {
  return mappedSource(source, ({ s, ...samples }) => {
    return { ...samples, held: heldRows(s!, samples.batch, size, border) };
  });
}

/**
 * Where the paired images of what is shown hold the oscillators of an edit, [B, N, D], 0 for those that move; undefined for a
 * memory that holds none.
 * @throws {ValueError} if it holds some and is shown no paired images.
 */
export function heldByPairs(
  memory: Memory,
  dataset: ImageDataset,
  { pictures, contexts }: ShownImages,
): Float32Array | undefined {
  if (memory.kind !== 'edit' || memory.config.oscillators.held !== true) return undefined;
  if (contexts === undefined) {
    throw new ValueError('paired images', 'none', 'one for each image', 'An associative memory sees them.');
  }
  const { neurons, oscillators } = memory.checkpoint.spec;
  const { dimension } = oscillators!;
  const s = encodeSphereBatch(dataset.test, contexts, statisticsOf(dataset), { neurons, dimension });
  const { pixels, border } = neuronGroups(dataset.test);
  return heldRows(s, pictures.length, { neurons, dimension, pixels }, border);
}

/** The rows of pixels that are not at the border. */
function heldRows(
  s: Float32Array,
  batch: number,
  { neurons, dimension: D, pixels }: RestSize,
  border: Iterable<number>,
): Float32Array {
  const held = s.slice();
  for (let b = 0; b < batch; b++) {
    const first = b * neurons;
    for (const i of border) held.fill(0, (first + i) * D, (first + i + 1) * D);
    held.fill(0, (first + pixels) * D, (first + neurons) * D);
  }
  return held;
}
