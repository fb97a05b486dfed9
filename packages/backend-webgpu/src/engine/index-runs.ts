import { layerSizes, type SystemSpec, sharesGraph } from '@hkmem/backend';
import { indexGraph } from './graph-index.ts';
import { Packing } from './packing.ts';
import { weightTiles } from './weight-tiles.ts';

/** Runs in the buffer of indices: neighbour lists and edges of both graphs, layers and tiles of W. */
export type IndexRun =
  | 'rows'
  | 'entries'
  | 'edges'
  | 'couplingRows'
  | 'couplingEntries'
  | 'couplingEdges'
  | 'layers'
  | 'tileRows'
  | 'tileList'
  | 'pairs';

/** All of them in one array, with further tables by name, and where each starts. */
export function indexRuns(
  spec: SystemSpec,
  offsets: ReadonlyMap<string, number>,
  tables: ReadonlyMap<string, Uint32Array>,
): {
  readonly data: Uint32Array<ArrayBuffer>;
  readonly at: Record<IndexRun, number>;
  readonly tables: ReadonlyMap<string, number>;
  readonly pairs: number;
  readonly fullTiles: number;
} {
  const { oscillators, coupling, threshold } = spec;
  const packing = new Packing();
  const parts: { start: number; values: Uint32Array }[] = [];
  const put = (values: Uint32Array | undefined): number => {
    if (values === undefined) return 0;
    const start = packing.take(values.length);
    parts.push({ start, values });
    return start;
  };
  const own = oscillators && indexGraph(oscillators.graph);
  const ownAt = { rows: put(own?.rows), entries: put(own?.entries), edges: put(own?.edges) };
  const shared = sharesGraph(spec);
  const other = coupling && !shared ? indexGraph(coupling.graph) : undefined;
  const couplingAt = shared
    ? { couplingRows: ownAt.rows, couplingEntries: ownAt.entries, couplingEdges: ownAt.edges }
    : { couplingRows: put(other?.rows), couplingEntries: put(other?.entries), couplingEdges: put(other?.edges) };
  const tiles = threshold && weightTiles(spec.neurons, layerSizes(threshold));
  const at = {
    ...ownAt,
    ...couplingAt,
    layers: put(layerTable(threshold && layerSizes(threshold), offsets)),
    tileRows: put(tiles?.rows),
    tileList: put(tiles?.list),
    pairs: put(tiles?.pairs),
  };
  const starts = new Map([...tables].map(([name, table]) => [name, put(table)]));
  const data = new Uint32Array(packing.words);
  for (const { start, values } of parts) data.set(values, start);
  return { data, at, tables: starts, pairs: (tiles?.pairs.length ?? 0) / 2, fullTiles: tiles?.list.length ?? 0 };
}

/** First neuron of layer l, first neuron of layer l + 1 and start of W_l, for every W_l. */
function layerTable(
  layers: readonly number[] | undefined,
  offsets: ReadonlyMap<string, number>,
): Uint32Array | undefined {
  if (layers === undefined) return undefined;
  let below = 0;
  return Uint32Array.from(
    layers.slice(1).flatMap((_, l) => {
      const start = below;
      below += layers[l]!;
      return [start, below, offsets.get(`hopfield.layers.${l}`)!];
    }),
  );
}
