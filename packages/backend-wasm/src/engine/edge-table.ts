import { edgeCount, type Graph } from '@hkmem/backend';
import { edges as edgeWords, lanes } from '../../generated/constants.js';
import type { Launch } from '../launch/launcher.ts';
import type { Region } from '../memory/heap.ts';
import type { ParameterStore } from './parameter-store.ts';

/** Parameters that the edges of a graph carry, by path; absent ones count as 0. */
export interface EdgeParameters {
  readonly A?: string;
  readonly B?: string;
  readonly w?: string;
  readonly alpha?: string;
  /** V of a multiplicative coupling. */
  readonly free?: string;
}

/**
 * A graph as kernels walk it: each edge once, in the row of its smaller end, rows sorted by the larger end; four words
 * an edge, filled from parameters when those have changed.
 */
export class EdgeTable {
  readonly edges: number;
  readonly neurons: number;
  /** Most edges in one row. */
  readonly longestRow: number;
  readonly rows: number;
  readonly records: number;
  /** The caller's number of each edge. */
  readonly numbers: number;
  /** Smaller end of each edge. */
  readonly sources: number;
  /** 1 / kappaK, which the records' w are scaled by. */
  readonly inverseKappaK: number;
  readonly #parameters: EdgeParameters;
  #version = 0;

  constructor(region: Region, graph: Graph, parameters: EdgeParameters, kappaK: number) {
    const { neurons } = graph;
    this.edges = edgeCount(graph);
    this.neurons = neurons;
    this.inverseKappaK = 1 / kappaK;
    this.#parameters = parameters;
    const lower = (e: number): number => Math.min(graph.sources[e]!, graph.targets[e]!);
    const upper = (e: number): number => Math.max(graph.sources[e]!, graph.targets[e]!);
    const order = Int32Array.from({ length: this.edges }, (_, e) => e).sort(
      (a, b) => lower(a) - lower(b) || upper(a) - upper(b),
    );
    const rows = new Int32Array(neurons + 1);
    for (const e of order) rows[lower(e) + 1]!++;
    for (let i = 0; i < neurons; i++) rows[i + 1]! += rows[i]!;
    this.longestRow = rows.reduce((longest, end, i) => (i === 0 ? 0 : Math.max(longest, end - rows[i - 1]!)), 0);
    this.rows = region.allocate(4 * rows.length);
    this.records = region.allocate(edgeWords.RECORD * this.edges);
    this.numbers = region.allocate(4 * this.edges);
    this.sources = region.allocate(4 * this.edges);
    const { heap } = region;
    heap.integers(this.rows, rows.length).set(rows);
    heap.integers(this.numbers, this.edges).set(order);
    heap.integers(this.sources, this.edges).set(order.map(lower));
    const wordsPerEdge = edgeWords.RECORD / 4;
    const records = heap.integers(this.records, wordsPerEdge * this.edges);
    order.forEach((e, k) => {
      records[wordsPerEdge * k] = lanes.VECTOR * upper(e);
    });
  }

  /** What has to run before the records are used; nothing if they are up to date. */
  pack(store: ParameterStore): readonly Launch[] {
    const { A, B, w, alpha, free } = this.#parameters;
    const paths = [A, B, w, alpha, free].filter((path) => path !== undefined);
    const version = store.version(paths);
    if (version === this.#version) return [];
    this.#version = version;
    const pointer = (path: string | undefined): number => (path === undefined ? 0 : store.pointer(path));
    const { records, numbers, sources, neurons, inverseKappaK } = this;
    const block = {
      ...{ records, numbers, sources, neurons },
      ...{ A: pointer(A), B: pointer(B), w: pointer(w), alpha: pointer(alpha), free: pointer(free) },
    };
    return [{ kernel: 'packEdges', items: this.edges, grain: 4096, block, floats: { inverseKappaK } }];
  }
}
