import { type HostState, normaliseRows, ValueError } from '@hkmem/backend';
import { encodeSphereBatch, type ImageDataset } from '@hkmem/datasets';
import type { Memory } from '../memory/memory.ts';
import { placeRest, randomRest } from './random-rest.ts';
import { statisticsOf } from './sphere-statistics.ts';

/** What a memory is shown. */
export interface ShownImages {
  /** Pixels in [0, 1] of each image. */
  readonly pictures: readonly Float32Array[];
  /** For an associative memory: indices of the paired test images, one for each. */
  readonly contexts?: Uint32Array;
}

/**
 * The state that a memory starts from when it is shown images: x [B, N] with pixels first and zeros after, and s
 * [B, N, D] from the learned start or from the paired images.
 * @throws {ValueError} if an associative memory is shown images without pairs.
 */
export function startState(memory: Memory, dataset: ImageDataset, { pictures, contexts }: ShownImages): HostState {
  const { spec, parameters } = memory.checkpoint;
  const { neurons, oscillators } = spec;
  const x = new Float32Array(pictures.length * neurons);
  pictures.forEach((picture, b) => {
    x.set(picture, b * neurons);
  });
  if (oscillators === undefined) return { x };
  const { dimension } = oscillators;
  const start = parameters['start.s'];
  if (start !== undefined) {
    const unit = new Float64Array(start.data.length);
    normaliseRows(Float64Array.from(start.data), unit, neurons, dimension);
    const s = new Float32Array(pictures.length * unit.length);
    for (let b = 0; b < pictures.length; b++) s.set(unit, b * unit.length);
    return { x, s };
  }
  if (contexts === undefined) {
    throw new ValueError('paired images', 'none', 'one for each image', 'An associative memory sees them.');
  }
  const s = encodeSphereBatch(dataset.test, contexts, statisticsOf(dataset), { neurons, dimension });
  if (memory.kind === 'edit' && memory.config.oscillators.rest === 'random') {
    const size = { neurons, dimension, pixels: dataset.test.height * dataset.test.width };
    placeRest(s, size, randomRest(size, memory.config.seed));
  }
  return { x, s };
}
