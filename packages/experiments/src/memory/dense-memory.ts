import { layerSizes, type ParameterValues, resolveSystem, ValueError } from '@hkmem/backend';
import { createCheckpoint, parametersOf } from '@hkmem/training';
import type { Memory } from './memory.ts';

/**
 * A memory in layers as a dense one of the same flow: W has the blocks of the layers and their transposes, 0 elsewhere. One
 * that is dense stays as it is. For what changes all of W, such as a correction of low rank; the hash stays that of the
 * layers.
 * @throws {ValueError} if layers have Lagrangians of their own.
 */
export function denseMemory(memory: Memory): Memory {
  const { checkpoint } = memory;
  const { spec, config, seed, integration, update } = checkpoint;
  const layers = spec.threshold && layerSizes(spec.threshold);
  if (layers === undefined) return memory;
  if (resolveSystem(spec).layers.length > 1) {
    const got = 'layers with Lagrangians of their own';
    throw new ValueError('dense form of a memory', got, 'layers that share one', 'Keep it in layers.');
  }
  const N = spec.neurons;
  const values: ParameterValues = parametersOf(checkpoint);
  const W = new Float64Array(N * N);
  let below = 0;
  for (let l = 0; l + 1 < layers.length; l++) {
    const columns = layers[l]!;
    const above = below + columns;
    Array.from(values[`hopfield.layers.${l}`]!).forEach((weight, k) => {
      const [i, j] = [above + Math.floor(k / columns), below + (k % columns)];
      W[i * N + j] = weight;
      W[j * N + i] = weight;
    });
    below = above;
  }
  const state = {
    update,
    moments: {},
    parameters: {
      'hopfield.weights': { shape: [N, N], data: W },
      'hopfield.bias': { shape: [N], data: Float64Array.from(values['hopfield.bias']!) },
    },
  };
  const { activation, beta } = spec.threshold!;
  const dense = { neurons: N, threshold: { activation, ...(beta !== undefined && { beta }) } };
  return { ...memory, checkpoint: createCheckpoint({ spec: dense, config, seed, integration, state }) };
}
