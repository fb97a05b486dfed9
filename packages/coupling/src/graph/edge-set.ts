import { type Graph, ValueError } from '@hkmem/backend';

/** Undirected edges as numbers, one for each pair, whichever end comes first; N up to 2^26. */
export class EdgeSet {
  readonly neurons: number;
  readonly #pairs = new Set<number>();

  constructor(neurons: number) {
    this.neurons = neurons;
  }

  #pair(i: number, j: number): number {
    return i < j ? i * this.neurons + j : j * this.neurons + i;
  }

  has(i: number, j: number): boolean {
    return this.#pairs.has(this.#pair(i, j));
  }

  add(i: number, j: number): void {
    this.#pairs.add(this.#pair(i, j));
  }

  delete(i: number, j: number): void {
    this.#pairs.delete(this.#pair(i, j));
  }

  /** The edges in order, source below target, sorted by source and then by target. */
  graph(): Graph {
    const sorted = Float64Array.from(this.#pairs).sort();
    return {
      neurons: this.neurons,
      sources: Int32Array.from(sorted, (pair) => Math.floor(pair / this.neurons)),
      targets: Int32Array.from(sorted, (pair) => pair % this.neurons),
    };
  }
}

/** @throws {ValueError} unless `count` is a whole number from `least` to 2^26. */
export function checkCount(what: string, count: number, least: number): void {
  if (!Number.isInteger(count) || count < least || count > 2 ** 26) {
    throw new ValueError(what, count, `a whole number from ${least} to 2^26`);
  }
}
