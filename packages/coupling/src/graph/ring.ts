import { type Graph, ValueError } from '@hkmem/backend';
import { checkCount, sortedGraph } from './edge-set.ts';
import { withRoom } from './with-room.ts';

/** A ring of neurons. */
export interface RingOptions {
  /** N, at least 3. */
  readonly neurons: number;
  /** k, neighbours of each neuron, half of them on either side; even, from 2, below N. Default 2. */
  readonly neighbours?: number;
}

/** Each neuron joined to its k nearest on a ring: N k / 2 edges, sorted. @throws {ValueError} if k or N does not fit. */
export function ring(options: RingOptions): Graph {
  checkRing(options);
  const { neurons, neighbours = 2 } = options;
  return withRoom((neurons * neighbours) / 2, (sources, targets) => {
    for (let distance = 1, e = 0; distance <= neighbours / 2; distance++) {
      for (let i = 0; i < neurons; i++, e++) {
        sources[e] = i;
        targets[e] = (i + distance) % neurons;
      }
    }
    return sortedGraph(neurons, sources, targets);
  });
}

/** @throws {ValueError} if k or N does not fit. */
export function checkRing({ neurons, neighbours = 2 }: RingOptions): void {
  checkCount('neurons of a ring', neurons, 3);
  if (!Number.isInteger(neighbours) || neighbours < 2 || neighbours % 2 !== 0 || neighbours >= neurons) {
    const way = 'Half of the neighbours lie on either side of a neuron.';
    throw new ValueError('neighbours k', neighbours, `an even number from 2 to ${neurons - 1}`, way);
  }
}
