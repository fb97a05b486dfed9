import { type Graph, ValueError } from '@hkmem/backend';
import { checkCount, EdgeSet } from './edge-set.ts';

/** A ring of neurons. */
export interface RingOptions {
  /** N, at least 3. */
  readonly neurons: number;
  /** k, neighbours of each neuron, half of them on either side; even, from 2, below N. Default 2. */
  readonly neighbours?: number;
}

/** Each neuron joined to its k nearest on a ring: N k / 2 edges, sorted. @throws {ValueError} if k or N does not fit. */
export function ring(options: RingOptions): Graph {
  return ringEdges(options).graph();
}

/** The edges of `ring`. */
export function ringEdges({ neurons, neighbours = 2 }: RingOptions): EdgeSet {
  checkCount('neurons of a ring', neurons, 3);
  if (!Number.isInteger(neighbours) || neighbours < 2 || neighbours % 2 !== 0 || neighbours >= neurons) {
    const way = 'Half of the neighbours lie on either side of a neuron.';
    throw new ValueError('neighbours k', neighbours, `an even number from 2 to ${neurons - 1}`, way);
  }
  const edges = new EdgeSet(neurons);
  for (let distance = 1; distance <= neighbours / 2; distance++) {
    for (let i = 0; i < neurons; i++) edges.add(i, (i + distance) % neurons);
  }
  return edges;
}
