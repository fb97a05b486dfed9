import { lanes } from '../../generated/constants.js';
import type { Launcher } from '../launch/launcher.ts';
import type { Block, Region } from '../memory/heap.ts';
import { ShardSums } from './edge-sums.ts';
import type { EdgeParameters, EdgeTable } from './edge-table.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { WeightGradient } from './weight-gradient.ts';

/** Gradients of what the edges of one graph carry: sums per shard, and their way to the caller's parameters. */
export class EdgeGradients {
  readonly sums: ShardSums;
  readonly #region: Region;
  readonly #launcher: Launcher;
  readonly #table: EdgeTable;
  readonly #parameters: EdgeParameters;
  readonly #store: ParameterStore;
  readonly #weights: WeightGradient | undefined;
  #totals: Block | undefined;

  constructor(
    region: Region,
    launcher: Launcher,
    table: EdgeTable,
    parameters: EdgeParameters,
    store: ParameterStore,
    weights: WeightGradient | undefined,
    shards: number,
  ) {
    this.sums = new ShardSums(region, lanes.VECTOR * table.edges, shards);
    this.#region = region;
    this.#launcher = launcher;
    this.#table = table;
    this.#parameters = parameters;
    this.#store = store;
    this.#weights = weights;
  }

  /** Whether any parameter of the edges is trainable, V of a multiplicative coupling among them. */
  get wanted(): boolean {
    return Object.values(this.#parameters).some((path: string) => this.#store.isTrainable(path));
  }

  /** Brings the gradients up to date; before the weights' own `finish`. */
  finish(): void {
    if (!this.sums.dirty) return;
    const { A, B, w, alpha, free } = this.#parameters;
    const gradient = (path: string | undefined): number => (path === undefined ? 0 : this.#store.gradientPointer(path));
    const { edges, records, sources, numbers, neurons, inverseKappaK } = this.#table;
    const alphaGradient = gradient(alpha);
    if (alphaGradient !== 0) this.#totals = this.#region.atLeast(this.#totals, 4 * edges);
    const totals = alphaGradient === 0 ? 0 : this.#totals!.pointer;
    const dW = gradient(free) === 0 ? 0 : this.#weights!.dense();
    const value = (path: string | undefined): number => (path === undefined ? 0 : this.#store.pointer(path));
    this.#launcher.run({
      kernel: 'reduceEdges',
      items: edges,
      grain: 4096,
      block: {
        sums: this.sums.take(),
        stride: this.sums.stride,
        shards: this.sums.shards,
        numbers,
        A: gradient(A),
        B: gradient(B),
        w: gradient(w),
        totals,
        dW,
        alpha: value(alpha),
        records,
        sources,
        neurons,
      },
      floats: { inverseKappaK },
    });
    if (alphaGradient === 0) return;
    this.#launcher.run({
      kernel: 'alphaGradient',
      items: 1,
      grain: 1,
      block: { totals, edges, free: value(free), sources, records, neurons, gradient: alphaGradient },
    });
  }

  reset(): void {
    this.sums.reset();
  }
}
