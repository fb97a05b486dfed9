import { ValueError } from '@hkmem/backend';

/** What `make` gives of arrays for the ends of edges. @throws {ValueError} where it finds no room in memory. */
export function withRoom<Made>(edges: number, make: (sources: Int32Array, targets: Int32Array) => Made): Made {
  try {
    return make(new Int32Array(edges), new Int32Array(edges));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const need = `what memory holds; their ends alone take ${(edges / 2 ** 27).toFixed(1)} GiB`;
    throw new ValueError('edges of a graph', edges, need, 'Take fewer neurons or neighbours.');
  }
}
