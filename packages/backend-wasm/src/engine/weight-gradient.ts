import { lanes, weightGradient } from '../../generated/constants.js';
import type { Launch, Launcher } from '../launch/launcher.ts';
import type { Block, Region } from '../memory/heap.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { Layer, ThresholdUnits } from './threshold-units.ts';

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

/**
 * The gradient of W, dL/dW = sum over samples of u g^T. Operands of many field evaluations are logged and multiplied
 * together, which makes one long product of many short ones.
 */
export class WeightGradient {
  readonly #region: Region;
  readonly #launcher: Launcher;
  readonly #units: ThresholdUnits;
  readonly #store: ParameterStore;
  #log: readonly LayerLog[] | undefined;
  #used = 0;
  #dW: Block | undefined;
  #dense = false;

  constructor(region: Region, launcher: Launcher, units: ThresholdUnits, store: ParameterStore) {
    this.#region = region;
    this.#launcher = launcher;
    this.#units = units;
    this.#store = store;
  }

  /** Whether any weights are trainable. */
  get wanted(): boolean {
    return this.#paths().some((path) => this.#store.isTrainable(path));
  }

  /** Adds the samples of cotangents u and activities g, [T][N][4] each. */
  add(u: number, g: number, tiles: number): void {
    this.#log ??= this.#units.layers.map((layer) => ({
      layer,
      u: this.#region.allocate(Math.ceil(layer.count / rowWidth) * rowWidth * lanes.VECTOR * slots),
      g: this.#region.allocate(Math.ceil(layer.count / columnWidth) * columnWidth * lanes.VECTOR * slots),
    }));
    const stride = lanes.VECTOR * this.#units.neurons;
    for (let first = 0; first < tiles; ) {
      const count = Math.min(tiles - first, slots - this.#used);
      const copy = (source: number, layer: Layer, width: number, log: number): Launch => {
        const from = source + first * stride + lanes.VECTOR * layer.start;
        const block = { source: from, stride, count: layer.count, width, log, slots, slot: this.#used };
        return { kernel: 'logTiles', items: count, grain: 1, block };
      };
      this.#launcher.run(
        ...this.#log.flatMap(({ layer, u: logU, g: logG }) => [
          copy(u, layer, rowWidth, logU),
          copy(g, layer, columnWidth, logG),
        ]),
      );
      first += count;
      this.#used += count;
      if (this.#used === slots) this.#flush();
    }
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
    this.#flush();
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
    this.#used = 0;
    if (this.#dense) this.#region.heap.bytes(this.#dW!.pointer, this.#dW!.bytes).fill(0);
    this.#dense = false;
  }

  #paths(): readonly string[] {
    const { layers } = this.#units;
    return layers.length === 1 ? ['hopfield.weights'] : layers.slice(1).map((_, l) => `hopfield.layers.${l}`);
  }

  #flush(): void {
    if (this.#used === 0) return;
    const log = this.#log!;
    if (log.length === 1) this.#launcher.run(this.#product(log[0]!, log[0]!, this.dense(), false));
    else {
      const paths = this.#paths();
      const pairs = log.slice(1).map((above, l) => ({ above, below: log[l]!, path: paths[l]! }));
      const wanted = pairs.filter(({ path }) => this.#store.isTrainable(path));
      const target = (path: string): number => this.#store.gradientPointer(path);
      this.#launcher.run(...wanted.map(({ above, below, path }) => this.#product(above, below, target(path), false)));
      this.#launcher.run(...wanted.map(({ above, below, path }) => this.#product(below, above, target(path), true)));
    }
    this.#used = 0;
  }

  #product(rows: LayerLog, columns: LayerLog, target: number, transposed: boolean): Launch {
    const rowGroups = Math.ceil(rows.layer.count / rowWidth / rowGroup);
    const columnGroups = Math.ceil(columns.layer.count / columnWidth / columnGroup);
    const [rowStride, columnStride] = transposed ? [1, rows.layer.count] : [columns.layer.count, 1];
    return {
      kernel: 'weightGradient',
      items: rowGroups * columnGroups,
      grain: 1,
      block: {
        ...{ u: rows.u, g: columns.g, rows: rows.layer.count, columns: columns.layer.count },
        ...{ slots, used: this.#used, target, rowStride, columnStride },
      },
    };
  }
}
