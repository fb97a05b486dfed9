import { encodeSphereBatch, type ImageDataset } from '@hkmem/datasets';
import type { EditConfig } from '../config/settings.ts';
import { contextNeurons, neuronGroups } from '../problems/neuron-groups.ts';
import { statisticsOf } from '../problems/sphere-statistics.ts';
import { RidgeFit } from './ridge.ts';

/** Weight of squared components along the second axis beside misses along the first: where it points decides little there. */
const asideWeight = 0.2;

/** What the weighted sum is to be: enough to decide, too little to pull what has taken a side. */
const strength = 0.2;

/**
 * Weights a_p of the oscillators of pixels, by neuron, for which sum_p a_p s_p is nearest to `strength` e_1 for paired images of
 * the second digit and to its opposite for those of the first, over training images.
 */
export function fitContexts(
  { digits, oscillators }: EditConfig,
  dataset: ImageDataset,
  neurons: number,
): ReadonlyMap<number, number> {
  const { construction, dimension: D } = oscillators;
  const { images, ridge } = construction!;
  const shown = contextNeurons(neuronGroups(dataset.train));
  const fit = new RidgeFit(shown.length);
  for (const [n, digit] of digits.entries()) {
    const own = [...dataset.train.labels.keys()].filter((i) => dataset.train.labels[i] === digit).slice(0, images);
    for (const index of own) {
      const s = encodeSphereBatch(dataset.train, Uint32Array.of(index), statisticsOf(dataset), {
        neurons,
        dimension: D,
      });
      for (const axis of [0, 1]) {
        const weight = axis === 0 ? 1 : Math.sqrt(asideWeight);
        fit.add(
          Float64Array.from(shown, (i) => weight * s[i * D + axis]!),
          axis === 0 ? 2 * n - 1 : 0,
        );
      }
    }
  }
  const weights = fit.solve(ridge);
  return new Map(shown.map((i, k) => [i, strength * weights[k]!]));
}
