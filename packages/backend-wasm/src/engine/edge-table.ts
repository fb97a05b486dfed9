import { edgeCount, edgeOrder } from '@hkmem/backend';
import { lanes } from '../../generated/constants.js';
import { recordBytes as bytesOf, writeEdgePass } from '../../generated/launches.js';
import type { Launch } from '../launch/launcher.ts';
import type { Region } from '../memory/heap.ts';
import type { EdgeForm } from './edge-words.ts';
import { MadeWords } from './made-words.ts';
import type { GraphPass } from './merged-passes.ts';
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
  /** The caller's number of each edge, for each graph that is walked; -1 where it is not in it. */
  readonly numberings: readonly number[];
  /** Smaller end of each edge. */
  readonly sources: number;
  /** Words that are made of several parameters, if there are any. */
  readonly made: MadeWords | undefined;
  readonly #versions = new Map<number, number>();

  constructor(region: Region, { walked: { graph, numberings }, form }: GraphPass, store: ParameterStore) {
    const { neurons } = graph;
    this.form = form;
    this.edges = edgeCount(graph);
    this.neurons = neurons;
    const order = edgeOrder(neurons, graph.sources, graph.targets);
    const smaller = new Int32Array(this.edges);
    const rowEnds = new Int32Array(neurons + 1);
    for (let k = 0; k < order.length; k++) {
      smaller[k] = Math.min(graph.sources[order[k]!]!, graph.targets[order[k]!]!);
      rowEnds[smaller[k]! + 1]!++;
    }
    for (let i = 0; i < neurons; i++) rowEnds[i + 1]! += rowEnds[i]!;
    this.longestRow = rowEnds.reduce((longest, end, i) => (i === 0 ? 0 : Math.max(longest, end - rowEnds[i - 1]!)), 0);
    const rows = region.allocate(4 * rowEnds.length);
    const { recordBytes, gradientBytes, kind, place, coupled, common } = form;
    this.records = region.allocate(recordBytes * this.edges);
    this.numberings = numberings.map(() => region.allocate(4 * this.edges));
    this.sources = region.allocate(4 * this.edges);
    this.pass = region.allocate(bytesOf.EdgePass);
    const parameters = region.allocate(4 * common.length);
    const { heap } = region;
    heap.integers(rows, rowEnds.length).set(rowEnds);
    for (const [n, numbers] of numberings.entries()) {
      const to = heap.integers(this.numberings[n]!, this.edges);
      for (let k = 0; k < order.length; k++) to[k] = numbers[order[k]!]!;
    }
    heap.integers(this.sources, this.edges).set(smaller);
    heap.integers(parameters, common.length).set(common.map((path) => store.pointer(path)));
    const records = heap.integers(this.records, (recordBytes / 4) * this.edges);
    for (let k = 0; k < order.length; k++) {
      const larger = Math.max(graph.sources[order[k]!]!, graph.targets[order[k]!]!);
      records[(recordBytes / 4) * k] = lanes.VECTOR * larger;
    }
    this.made =
      form.made &&
      new MadeWords(heap, store, form.made, { ...this, numbers: this.numbers, recordBytes, gradientBytes });
    writeEdgePass(heap.view(this.pass, bytesOf.EdgePass), 0, {
      ...{ rows, records: this.records, recordBytes, gradientBytes, kind, parameters, coupled: coupled ? 1 : 0 },
      ...{ force: place, vjp: place + 1, energy: place + 2 },
    });
  }

  /** The caller's number of each edge, by the first graph. */
  get numbers(): number {
    return this.numberings[0]!;
  }

  /** What has to run before the records are used; nothing if they are up to date. */
  pack(store: ParameterStore): readonly Launch[] {
    this.made?.fill();
    const { records, sources, neurons } = this;
    const { recordBytes, words } = this.form;
    const pointer = (path: string | undefined): number => (path === undefined ? 0 : store.pointer(path));
    return words.flatMap(({ place, values, common, free, scale, numbering = 0 }): readonly Launch[] => {
      const version = store.version([values, common, free].filter((path) => path !== undefined));
      if (version === this.#versions.get(place)) return [];
      this.#versions.set(place, version);
      const made = { values: pointer(values), common: pointer(common), free: pointer(free) };
      const numbers = this.numberings[numbering]!;
      const block = { records, recordBytes, place, numbers, sources, neurons, ...made };
      return [{ kernel: 'packEdges', items: this.edges, grain: 4096, block, floats: { scale } }];
    });
  }
}
