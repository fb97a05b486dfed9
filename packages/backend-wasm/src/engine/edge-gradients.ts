import type { Launch, Launcher } from '../launch/launcher.ts';
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
    this.sums = new ShardSums(region, 16 * table.edges, shards);
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
    const alphaValue = alpha === undefined ? 0 : this.#store.pointer(alpha);
    const reduce: Launch = {
      kernel: 'reduceEdges',
      items: edges,
      grain: 4096,
      words: [
        ...[this.sums.take(), this.sums.stride, this.sums.shards, numbers],
        ...[gradient(A), gradient(B), gradient(w), totals, dW, alphaValue, records, sources, neurons],
      ],
      floats: [inverseKappaK],
    };
    this.#launcher.run(reduce);
    if (alphaGradient === 0) return;
    const freeValues = free === undefined ? 0 : this.#store.pointer(free);
    const words = [totals, edges, freeValues, sources, records, neurons, alphaGradient];
    this.#launcher.run({ kernel: 'alphaGradient', items: 1, grain: 1, words });
  }

  reset(): void {
    this.sums.reset();
  }
}
