import type { BatchSource } from '@hkmem/training';
import { mappedSource } from './mapped-source.ts';
import type { NeuronGroups } from './neuron-groups.ts';
import type { RestSize } from './random-rest.ts';

/**
 * A source whose paired images hold the oscillators of pixels in place of starting them; those at the border and of the
 * other neurons start as learned.
 */
export function holdingContexts(
  source: BatchSource,
  { neurons, dimension: D, pixels }: RestSize,
  { border }: NeuronGroups,
): BatchSource {
  return mappedSource(source, ({ s, ...samples }) => {
    const held = s!.slice();
    for (let b = 0; b < samples.batch; b++) {
      const first = b * neurons;
      for (const i of border) held.fill(0, (first + i) * D, (first + i + 1) * D);
      held.fill(0, (first + pixels) * D, (first + neurons) * D);
    }
    return { ...samples, held };
  });
}
