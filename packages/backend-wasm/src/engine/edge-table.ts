import { edgeCount, type Graph } from '@hkmem/backend';
import { lanes } from '../../generated/constants.js';
import { recordBytes as bytesOf, writeEdgePass } from '../../generated/launches.js';
import type { Launch } from '../launch/launcher.ts';
import type { Region } from '../memory/heap.ts';
import type { EdgeForm } from './edge-words.ts';
import { MadeWords } from './made-words.ts';
import type { ParameterStore } from './parameter-store.ts';

/**
 * A graph as kernels walk it: each edge once, in the row of its smaller end, rows sorted by the larger end; a record an
 * edge, filled from parameters when those have changed.
 */
export class EdgeTable {
  readonly form: EdgeForm;
  readonly edges: number;
  readonly neurons: number;
  /** Most edges in one row. */
  readonly longestRow: number;
  /** Pointer to the kernels' `EdgePass`. */
  readonly pass: number;
  readonly records: number;
  /** The caller's number of each edge. */
  readonly numbers: number;
  /** Smaller end of each edge. */
  readonly sources: number;
  /** Words that are made of several parameters, if there are any. */
  readonly made: MadeWords | undefined;
  readonly #versions = new Map<number, number>();

  constructor(region: Region, graph: Graph, form: EdgeForm, store: ParameterStore) {
    const { neurons } = graph;
    this.form = form;
    this.edges = edgeCount(graph);
    this.neurons = neurons;
    const lower = (e: number): number => Math.min(graph.sources[e]!, graph.targets[e]!);
    const upper = (e: number): number => Math.max(graph.sources[e]!, graph.targets[e]!);
    const order = Int32Array.from({ length: this.edges }, (_, e) => e).sort(
      (a, b) => lower(a) - lower(b) || upper(a) - upper(b),
    );
    const rowEnds = new Int32Array(neurons + 1);
    for (const e of order) rowEnds[lower(e) + 1]!++;
    for (let i = 0; i < neurons; i++) rowEnds[i + 1]! += rowEnds[i]!;
    this.longestRow = rowEnds.reduce((longest, end, i) => (i === 0 ? 0 : Math.max(longest, end - rowEnds[i - 1]!)), 0);
    const rows = region.allocate(4 * rowEnds.length);
    const { recordBytes, gradientBytes, kind, place, coupled, common } = form;
    this.records = region.allocate(recordBytes * this.edges);
    this.numbers = region.allocate(4 * this.edges);
    this.sources = region.allocate(4 * this.edges);
    this.pass = region.allocate(bytesOf.EdgePass);
    const parameters = region.allocate(4 * common.length);
    const { heap } = region;
    heap.integers(rows, rowEnds.length).set(rowEnds);
    heap.integers(this.numbers, this.edges).set(order);
    heap.integers(this.sources, this.edges).set(order.map(lower));
    heap.integers(parameters, common.length).set(common.map((path) => store.pointer(path)));
    const records = heap.integers(this.records, (recordBytes / 4) * this.edges);
    order.forEach((e, k) => {
      records[(recordBytes / 4) * k] = lanes.VECTOR * upper(e);
    });
    this.made = form.made && new MadeWords(heap, store, form.made, { ...this, recordBytes, gradientBytes });
    writeEdgePass(heap.view(this.pass, bytesOf.EdgePass), 0, {
      ...{ rows, records: this.records, recordBytes, gradientBytes, kind, parameters, coupled: coupled ? 1 : 0 },
      ...{ force: place, vjp: place + 1, energy: place + 2 },
    });
  }

  /** What has to run before the records are used; nothing if they are up to date. */
  pack(store: ParameterStore): readonly Launch[] {
    this.made?.fill();
    const { records, numbers, sources, neurons } = this;
    const { recordBytes, words } = this.form;
    const pointer = (path: string | undefined): number => (path === undefined ? 0 : store.pointer(path));
    return words.flatMap(({ place, values, common, free, scale }): readonly Launch[] => {
      const version = store.version([values, common, free].filter((path) => path !== undefined));
      if (version === this.#versions.get(place)) return [];
      this.#versions.set(place, version);
      const made = { values: pointer(values), common: pointer(common), free: pointer(free) };
      const block = { records, recordBytes, place, numbers, sources, neurons, ...made };
      return [{ kernel: 'packEdges', items: this.edges, grain: 4096, block, floats: { scale } }];
    });
  }
}
