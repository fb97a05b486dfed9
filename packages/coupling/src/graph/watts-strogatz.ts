import { type Graph, type RandomKey, type RandomStream, ValueError } from '@hkmem/backend';
import { DisconnectedGraphError } from '../errors.ts';
import { checkCount, EdgeSet, sortedGraph } from './edge-set.ts';
import { isConnected } from './measures.ts';
import { checkRing } from './ring.ts';
import { withRoom } from './with-room.ts';

/** A small world. */
export interface WattsStrogatzOptions {
  /** N, at least 3. */
  readonly neurons: number;
  /** k, neighbours of each neuron before rewiring, half of them on either side; even, from 2, below N. */
  readonly neighbours: number;
  /** p, the probability that an edge is rewired; 0 to 1. */
  readonly rewiring: number;
  /** The same key gives the same graph. */
  readonly key: RandomKey;
  /** Whether to draw again until the graph is connected. Default true. */
  readonly connected?: boolean;
  /** Draws before that is given up, from 1. Default 100. */
  readonly attempts?: number;
}

/**
 * The small world of Watts and Strogatz (Nature 393, 1998): each neuron is joined to its k nearest on a ring; then, for
 * distance 1 to k / 2 and neuron after neuron, the far end of the edge to that side is moved with probability p to
 * a neuron drawn evenly from those that are not joined yet. N k / 2 edges, sorted, none double, no self-loop. An edge
 * of a neuron that is joined to all others stays.
 * @throws {ValueError} if N, k or p does not fit. @throws {DisconnectedGraphError} after `attempts` draws in vain.
 */
export function wattsStrogatz(options: WattsStrogatzOptions): Graph {
  const { neurons, neighbours, rewiring, key, connected = true, attempts = 100 } = options;
  checkRing(options);
  if (!(rewiring >= 0 && rewiring <= 1)) throw new ValueError('rewiring p', rewiring, '0 to 1');
  checkCount('attempts', attempts, 1);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const graph = withRoom((neurons * neighbours) / 2, (sources, targets) =>
      draw({ neurons, sources, targets }, neighbours / 2, rewiring, key.fold(attempt)),
    );
    if (!connected || isConnected(graph)) return graph;
  }
  throw new DisconnectedGraphError(`small world of ${neurons} neurons, k = ${neighbours}, p = ${rewiring}`, attempts);
}

/** Fills the ends of a graph and sorts them; `half` of the neighbours lie on either side. */
function draw({ neurons, sources, targets }: Graph, half: number, rewiring: number, key: RandomKey): Graph {
  // Edges of the ring stand at (distance - 1) N + i; those that were moved away are marked, and where to is kept apart.
  const gone = new Uint8Array(neurons * half);
  const moved = new EdgeSet(neurons);
  const onRing = (i: number, j: number): number => {
    const ahead = (j - i + neurons) % neurons;
    if (ahead <= half) return (ahead - 1) * neurons + i;
    return neurons - ahead <= half ? (neurons - ahead - 1) * neurons + j : -1;
  };
  const joined = (i: number, j: number): boolean => {
    const place = onRing(i, j);
    return (place >= 0 && gone[place] === 0) || moved.has(i, j);
  };
  const chances = key.fold('rewire').uniform(neurons * half);
  const ends = evenDraws(key.fold('ends').stream(), neurons);
  const degrees = new Int32Array(neurons).fill(2 * half);
  for (let distance = 1, n = 0; distance <= half; distance++) {
    for (let i = 0; i < neurons; i++, n++) {
      const old = (i + distance) % neurons;
      sources[n] = i;
      targets[n] = old;
      if (chances[n]! >= rewiring || degrees[i]! >= neurons - 1) continue;
      let end = ends();
      while (end === i || joined(i, end)) end = ends();
      gone[n] = 1;
      moved.add(i, end);
      targets[n] = end;
      degrees[old]!--;
      degrees[end]!++;
    }
  }
  return sortedGraph(neurons, sources, targets);
}

/** Whole numbers from 0 to count - 1, one a call. */
function evenDraws(stream: RandomStream, count: number): () => number {
  let block: Float64Array = new Float64Array(0);
  let next = 0;
  return () => {
    if (next === block.length) {
      block = stream.uniform(1024);
      next = 0;
    }
    return Math.floor(block[next++]! * count);
  };
}
