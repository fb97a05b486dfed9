import type { Graph } from '@hkmem/backend';

/** Number of pairs i < j of N neurons. */
const pairs = (N: number): number => (N * (N - 1)) / 2;

/** Place of the pair i < j among all pairs, row by row. */
const place = (i: number, j: number, N: number): number => i * N - (i * (i + 1)) / 2 + (j - i - 1);

/** The edges of a graph as one bit a pair i < j, row by row; and for each edge of the graph its rank in that order. */
export function packEdges(graph: Graph): { readonly bits: Uint8Array; readonly rank: Uint32Array } {
  const N = graph.neurons;
  const places = Array.from(graph.sources, (source, e) => {
    const target = graph.targets[e]!;
    return place(Math.min(source, target), Math.max(source, target), N);
  });
  const bits = new Uint8Array(Math.ceil(pairs(N) / 8));
  for (const at of places) bits[at >> 3]! |= 1 << (at & 7);
  const rank = new Uint32Array(places.length);
  const order = Uint32Array.from(places.keys()).sort((a, b) => places[a]! - places[b]!);
  order.forEach((edge, n) => {
    rank[edge] = n;
  });
  return { bits, rank };
}

/** The graph of such bits, its edges row by row. */
export function unpackEdges(bits: Uint8Array, N: number): Graph {
  const sources: number[] = [];
  const targets: number[] = [];
  for (let i = 0, at = 0; i < N; i++) {
    for (let j = i + 1; j < N; j++, at++) {
      if ((bits[at >> 3]! >> (at & 7)) & 1) {
        sources.push(i);
        targets.push(j);
      }
    }
  }
  return { neurons: N, sources: Int32Array.from(sources), targets: Int32Array.from(targets) };
}
