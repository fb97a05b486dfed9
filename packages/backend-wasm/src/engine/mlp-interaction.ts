import type { MlpSpec } from '@hkmem/backend';
import { lanes, mlp } from '../../generated/constants.js';
import { recordBytes, writeLayer, writeMlp } from '../../generated/launches.js';
import type { Region } from '../memory/heap.ts';
import { ShardSums } from './edge-sums.ts';
import type { EdgeTable } from './edge-table.ts';
import type { ParameterStore } from './parameter-store.ts';

/** One array of the MLP's parameters and where its gradients start among all of one MLP's. */
interface Part {
  readonly path: string;
  readonly offset: number;
  readonly size: number;
}

/** The MLP of an interaction, as a table that kernels read, and the sums of its gradients. */
export class MlpInteraction {
  /** Pointer to the kernels' table. */
  readonly table: number;
  /** Bytes of one thread's trace. */
  readonly traceBytes: number;
  /** Weights and biases of one MLP. */
  readonly parameters: number;
  readonly #region: Region;
  readonly #store: ParameterStore;
  readonly #edges: EdgeTable;
  readonly #perEdge: boolean;
  readonly #parts: readonly Part[];
  #sums: ShardSums | undefined;

  constructor(region: Region, { perEdge, widths }: MlpSpec, edges: EdgeTable, store: ParameterStore) {
    this.#region = region;
    this.#store = store;
    this.#edges = edges;
    this.#perEdge = perEdge;
    const layers = widths.slice(1).map((rows, l) => ({ rows, columns: widths[l]! }));
    const parts: Part[] = [];
    let offset = 0;
    layers.forEach(({ rows, columns }, l) => {
      parts.push({ path: `kuramoto.mlp.weights.${l}`, offset, size: rows * columns });
      parts.push({ path: `kuramoto.mlp.biases.${l}`, offset: offset + rows * columns, size: rows });
      offset += rows * columns + rows;
    });
    this.#parts = parts;
    this.parameters = offset;
    const widest = Math.max(...widths);
    this.traceBytes = (layers.length + 1) * mlp.TRACE_ROWS * widest * lanes.VECTOR;
    const bytes = recordBytes.Mlp + layers.length * recordBytes.Layer;
    this.table = region.allocate(bytes);
    const view = region.heap.view(this.table, bytes);
    writeMlp(view, 0, {
      layers: layers.length,
      perEdge: this.#perEdge ? 1 : 0,
      parameters: offset,
      width: widest,
      numbers: edges.numbers,
    });
    layers.forEach(({ rows, columns }, l) => {
      const [weights, biases] = [parts[2 * l]!, parts[2 * l + 1]!];
      writeLayer(view, recordBytes.Mlp + l * recordBytes.Layer, {
        ...{ rows, columns, weights: store.pointer(weights.path), biases: store.pointer(biases.path) },
        ...{ weightOffset: weights.offset, biasOffset: biases.offset },
      });
    });
  }

  get wanted(): boolean {
    return this.#parts.some(({ path }) => this.#store.isTrainable(path));
  }

  /** Bytes of one shard's sums: four floats a parameter of a shared MLP, one a parameter and edge otherwise. */
  get sumsBytes(): number {
    return this.#perEdge ? 4 * this.parameters * this.#edges.edges : lanes.VECTOR * this.parameters;
  }

  sums(shards: number): ShardSums {
    this.#sums ??= new ShardSums(this.#region, this.sumsBytes, shards);
    return this.#sums;
  }

  /** Brings the gradients up to date. */
  finish(): void {
    if (this.#sums === undefined || !this.#sums.dirty) return;
    const { shards } = this.#sums;
    const sums = this.#region.heap.floats(this.#sums.take(), (this.sumsBytes / 4) * shards);
    const numbers = this.#region.heap.integers(this.#edges.numbers, this.#edges.edges);
    const [copies, width] = this.#perEdge ? [this.#edges.edges, 1] : [1, lanes.LANES];
    for (const { path, offset, size } of this.#parts) {
      if (!this.#store.isTrainable(path)) continue;
      const gradient = this.#store.gradient(path);
      for (let copy = 0; copy < copies; copy++) {
        const to = this.#perEdge ? numbers[copy]! * size : 0;
        for (let k = 0; k < size; k++) {
          let sum = 0;
          for (let shard = 0; shard < shards; shard++) {
            const at = ((shard * copies + copy) * this.parameters + offset + k) * width;
            for (let lane = 0; lane < width; lane++) sum += sums[at + lane]!;
          }
          gradient[to + k]! += sum;
        }
      }
    }
    sums.fill(0);
  }

  reset(): void {
    this.#sums?.reset();
  }
}
