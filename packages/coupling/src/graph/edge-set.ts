import { edgeOrder, type Graph, ValueError } from '@hkmem/backend';

/** A graph of edges with each source below its target, sorted by source and then by target; ends may come either way. */
export function sortedGraph(neurons: number, sources: Int32Array, targets: Int32Array): Graph {
  const order = edgeOrder(neurons, sources, targets);
  const graph = { neurons, sources: new Int32Array(order.length), targets: new Int32Array(order.length) };
  for (let k = 0; k < order.length; k++) {
    const e = order[k]!;
    graph.sources[k] = Math.min(sources[e]!, targets[e]!);
    graph.targets[k] = Math.max(sources[e]!, targets[e]!);
  }
  return graph;
}

/**
 * Undirected edges, one for each pair, whichever end comes first; N up to 2^26. Open addressing in a typed array, since the
 * language's own sets end at 2^24 members.
 */
export class EdgeSet {
  readonly neurons: number;
  /** Pairs as numbers from 1; 0 is free. */
  #table = new Float64Array(64);
  #size = 0;

  constructor(neurons: number) {
    this.neurons = neurons;
  }

  has(i: number, j: number): boolean {
    return this.#table[this.#place(this.#pair(i, j))] !== 0;
  }

  add(i: number, j: number): void {
    const pair = this.#pair(i, j);
    const place = this.#place(pair);
    if (this.#table[place] !== 0) return;
    this.#table[place] = pair;
    this.#size++;
    if (2 * this.#size > this.#table.length) this.#grow();
  }

  #pair(i: number, j: number): number {
    return 1 + (i < j ? i * this.neurons + j : j * this.neurons + i);
  }

  /** Where a pair is, or would be. */
  #place(pair: number): number {
    const mask = this.#table.length - 1;
    const low = pair % 2 ** 32;
    const mixed = Math.imul(low ^ Math.imul((pair - low) / 2 ** 32, 0x9e3779b1), 0x85ebca6b);
    let place = (mixed ^ (mixed >>> 15)) & mask;
    while (this.#table[place] !== 0 && this.#table[place] !== pair) place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Float64Array(2 * before.length);
    for (const pair of before) if (pair !== 0) this.#table[this.#place(pair)] = pair;
  }
}

/** @throws {ValueError} unless `count` is a whole number from `least` to 2^26. */
export function checkCount(what: string, count: number, least: number): void {
  if (!Number.isInteger(count) || count < least || count > 2 ** 26) {
    throw new ValueError(what, count, `a whole number from ${least} to 2^26`);
  }
}
