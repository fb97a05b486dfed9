import { edges as edgeWords, lanes } from '../../generated/constants.js';
import type { Launcher } from '../launch/launcher.ts';
import type { Block, Region } from '../memory/heap.ts';
import { ShardSums } from './edge-sums.ts';
import type { EdgeTable } from './edge-table.ts';
import type { EdgeWord } from './edge-words.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { WeightGradient } from './weight-gradient.ts';

/** Gradients of what the edges of one graph carry: sums per shard, and their way to the caller's parameters. */
export class EdgeGradients {
  /** Of what stands in records. */
  readonly sums: ShardSums;
  /** Four float64 for each parameter of laws in the table that is one for all. */
  readonly commonSums: ShardSums;
  readonly #region: Region;
  readonly #launcher: Launcher;
  readonly #table: EdgeTable;
  readonly #store: ParameterStore;
  readonly #weights: WeightGradient | undefined;
  #totals: Block | undefined;

  constructor(
    region: Region,
    launcher: Launcher,
    table: EdgeTable,
    store: ParameterStore,
    weights: WeightGradient | undefined,
    shards: number,
  ) {
    const { gradientBytes, common } = table.form;
    this.sums = new ShardSums(region, gradientBytes * table.edges, shards);
    this.commonSums = new ShardSums(region, lanes.WIDE * common.length, shards);
    this.#region = region;
    this.#launcher = launcher;
    this.#table = table;
    this.#store = store;
    this.#weights = weights;
  }

  /** Whether any parameter in the records is trainable, V of a multiplicative coupling among them. */
  get wanted(): boolean {
    const { form, made } = this.#table;
    if (made?.wanted) return true;
    return form.words.some(({ values, common, free }) =>
      [values, common, free].some((path) => this.#gradient(path) !== 0),
    );
  }

  /** Whether any parameter of a law in the table that is one for all is trainable. */
  get commonWanted(): boolean {
    return this.#table.form.common.some((path) => this.#gradient(path) !== 0);
  }

  /** Brings the gradients up to date; before the weights' own `finish`. */
  finish(): void {
    if (this.sums.dirty) {
      const sums = this.sums.open();
      for (const word of this.#table.form.words) this.#reduce(word, sums);
      this.#table.made?.reduce(this.sums, this.#weights);
      this.sums.reset();
    }
    if (this.commonSums.dirty) {
      this.#reduceCommon();
      this.commonSums.reset();
    }
  }

  reset(): void {
    this.sums.reset();
    this.commonSums.reset();
  }

  #gradient(path: string | undefined): number {
    return path === undefined ? 0 : this.#store.gradientPointer(path);
  }

  #reduce({ place, values, common, free, scale, numbering = 0 }: EdgeWord, sums: number): void {
    const { edges, records, sources, neurons, form } = this.#table;
    const numbers = this.#table.numberings[numbering]!;
    const { recordBytes, gradientBytes } = form;
    const gradient = this.#gradient(values);
    const commonGradient = this.#gradient(common);
    const dW = this.#gradient(free) === 0 ? 0 : this.#weights!.dense();
    if (gradient === 0 && commonGradient === 0 && dW === 0) return;
    if (commonGradient !== 0) this.#totals = this.#region.atLeast(this.#totals, 4 * edges);
    const totals = commonGradient === 0 ? 0 : this.#totals!.pointer;
    const pointer = (path: string | undefined): number => (path === undefined ? 0 : this.#store.pointer(path));
    this.#launcher.run({
      kernel: 'reduceEdges',
      items: edges,
      grain: 4096,
      block: {
        ...{
          sums,
          stride: this.sums.stride,
          shards: this.sums.shards,
          gradientBytes,
          place: place - edgeWords.MINUS_A,
        },
        ...{ numbers, gradient, totals, dW, common: pointer(common), records, recordBytes, sources, neurons },
      },
      floats: { scale },
    });
    if (commonGradient === 0) return;
    this.#launcher.run({
      kernel: 'commonGradient',
      items: 1,
      grain: 1,
      block: { totals, edges, free: pointer(free), sources, records, recordBytes, neurons, gradient: commonGradient },
    });
  }

  /** Shards in order, then lanes. */
  #reduceCommon(): void {
    const { stride, shards } = this.commonSums;
    const { common } = this.#table.form;
    const all = this.#region.heap.doubles(this.commonSums.open(), (stride / 8) * shards);
    common.forEach((path, k) => {
      if (this.#gradient(path) === 0) return;
      let total = 0;
      for (let shard = 0; shard < shards; shard++) {
        for (let lane = 0; lane < lanes.LANES; lane++) total += all[(stride / 8) * shard + lanes.LANES * k + lane]!;
      }
      this.#store.gradient(path)[0]! += total;
    });
  }
}
