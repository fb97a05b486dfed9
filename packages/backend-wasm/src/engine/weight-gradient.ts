import { lanes, weightGradient } from '../../generated/constants.js';
import type { Launch, Launcher } from '../launch/launcher.ts';
import type { Block, Region } from '../memory/heap.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { Layer, Silence, ThresholdUnits } from './threshold-units.ts';

/** Rows and columns of panels, and panels per item. */
const { ROWS: rowWidth, COLUMNS: columnWidth, ROW_GROUP: rowGroup, COLUMN_GROUP: columnGroup } = weightGradient;

/** Tiles whose operands are logged before they are multiplied: panels of 8 and 24 KiB, which stay in cache. */
const slots = 256;

/** One layer's part of the log. */
interface LayerLog {
  readonly layer: Layer;
  readonly u: number;
  readonly g: number;
}

/** Where operands lie, and the logs that they go to. */
interface Operands {
  readonly source: number;
  readonly logs: readonly LayerLog[];
}

/**
 * The gradient of W, dL/dW = sum over samples of u g^T. Operands of many field evaluations are logged and multiplied
 * together, which makes one long product of many short ones.
 */
export class WeightGradient {
  readonly #region: Region;
  readonly #launcher: Launcher;
  readonly #units: ThresholdUnits;
  readonly #store: ParameterStore;
  /** Layers by turns: cotangents of one half meet activities of the other, each pair of halves with slots of its own. */
  readonly #halves: number;
  readonly #used = [0, 0];
  #log: readonly LayerLog[] | undefined;
  #dW: Block | undefined;
  #dense = false;

  constructor(region: Region, launcher: Launcher, units: ThresholdUnits, store: ParameterStore) {
    this.#region = region;
    this.#launcher = launcher;
    this.#units = units;
    this.#store = store;
    this.#halves = Math.min(2, units.layers.length);
  }

  /** Whether any weights are trainable. */
  get wanted(): boolean {
    return this.#paths().some((path) => this.#store.isTrainable(path));
  }

  /**
   * Adds the samples of cotangents u and activities g, [T][N][4] each. Layers whose cotangents or activities are all 0 add
   * nothing and may be named as silent.
   */
  add(
    u: number,
    g: number,
    tiles: number,
    silent: { readonly u: Silence; readonly g: Silence } = { u: [], g: [] },
  ): void {
    this.#log ??= this.#units.layers.map((layer) => ({
      layer,
      u: this.#region.allocate(Math.ceil(layer.count / rowWidth) * rowWidth * lanes.VECTOR * slots),
      g: this.#region.allocate(Math.ceil(layer.count / columnWidth) * columnWidth * lanes.VECTOR * slots),
    }));
    for (let half = 0; half < this.#halves; half++) {
      const rows = this.#log.filter((_, l) => this.#rowsIn(l, half));
      const columns = this.#log.filter((_, l) => this.#columnsIn(l, half));
      const { layers } = this.#units;
      const all = (logs: readonly LayerLog[], of: Silence): boolean =>
        logs.every((log) => of[layers.indexOf(log.layer)]);
      if (all(rows, silent.u) || all(columns, silent.g)) continue;
      this.#addHalf(half, { source: u, logs: rows }, { source: g, logs: columns }, tiles);
    }
  }

  #addHalf(half: number, rows: Operands, columns: Operands, tiles: number): void {
    const stride = lanes.VECTOR * this.#units.neurons;
    for (let first = 0; first < tiles; ) {
      const used = this.#used[half]!;
      const count = Math.min(tiles - first, slots - used);
      const copy = (source: number, layer: Layer, width: number, log: number): Launch => {
        const from = source + first * stride + lanes.VECTOR * layer.start;
        const block = { source: from, stride, count: layer.count, width, log, slots, slot: used };
        return { kernel: 'logTiles', items: count, grain: 1, block };
      };
      this.#launcher.run(
        ...rows.logs.map(({ layer, u }) => copy(rows.source, layer, rowWidth, u)),
        ...columns.logs.map(({ layer, g }) => copy(columns.source, layer, columnWidth, g)),
      );
      first += count;
      this.#used[half] = used + count;
      if (this.#used[half] === slots) this.#flush(half);
    }
  }

  /** Whether cotangents of layer l are of a half, and whether its activities are; of a dense W both are of the only one. */
  #rowsIn(l: number, half: number): boolean {
    return l % this.#halves === half;
  }

  #columnsIn(l: number, half: number): boolean {
    return (l + this.#halves - 1) % this.#halves === half;
  }

  /** dL/dW [N, N] of the dense memory, to which a coupling may add before `finish`. */
  dense(): number {
    const { neurons } = this.#units;
    this.#dW ??= { pointer: this.#region.allocate(4 * neurons * neurons), bytes: 4 * neurons * neurons };
    this.#dense = true;
    return this.#dW.pointer;
  }

  /** Brings the gradients of the weights up to date. */
  finish(): void {
    for (let half = 0; half < this.#halves; half++) this.#flush(half);
    if (!this.#dense) return;
    const { neurons } = this.#units;
    const gradient = this.#store.gradientPointer('hopfield.weights');
    const { pointer, bytes } = this.#dW!;
    const block = { dW: pointer, gradient, neurons };
    this.#launcher.run({ kernel: 'addSymmetric', items: neurons, grain: 32, block });
    this.#region.heap.bytes(pointer, bytes).fill(0);
    this.#dense = false;
  }

  /** Forgets what was logged. */
  reset(): void {
    this.#used.fill(0);
    if (this.#dense) this.#region.heap.bytes(this.#dW!.pointer, this.#dW!.bytes).fill(0);
    this.#dense = false;
  }

  #paths(): readonly string[] {
    const { layers } = this.#units;
    return layers.length === 1 ? ['hopfield.weights'] : layers.slice(1).map((_, l) => `hopfield.layers.${l}`);
  }

  #flush(half: number): void {
    const used = this.#used[half]!;
    if (used === 0) return;
    const log = this.#log!;
    if (log.length === 1) this.#launcher.run(this.#product(log[0]!, log[0]!, this.dense(), false, used));
    else {
      const launches = this.#paths().flatMap((path, l) => {
        if (!this.#store.isTrainable(path)) return [];
        const [below, above, target] = [log[l]!, log[l + 1]!, this.#store.gradientPointer(path)];
        return this.#rowsIn(l, half)
          ? [this.#product(below, above, target, true, used)]
          : [this.#product(above, below, target, false, used)];
      });
      this.#launcher.run(...launches);
    }
    this.#used[half] = 0;
  }

  #product(rows: LayerLog, columns: LayerLog, target: number, transposed: boolean, used: number): Launch {
    const rowGroups = Math.ceil(rows.layer.count / rowWidth / rowGroup);
    const columnGroups = Math.ceil(columns.layer.count / columnWidth / columnGroup);
    const [rowStride, columnStride] = transposed ? [1, rows.layer.count] : [columns.layer.count, 1];
    return {
      kernel: 'weightGradient',
      items: rowGroups * columnGroups,
      grain: 1,
      block: {
        ...{ u: rows.u, g: columns.g, rows: rows.layer.count, columns: columns.layer.count },
        ...{ slots, used, target, rowStride, columnStride },
      },
    };
  }
}
