import { layerSizes, type ResolvedSystem, type SystemSpec, type ThresholdSpec } from '@hkmem/backend';
import { lanes, weightProduct } from '../../generated/constants.js';
import type { Launch, Launcher } from '../launch/launcher.ts';
import type { Heap, Region } from '../memory/heap.ts';
import { LayerUnits, type UnitRows } from './layer-units.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { WasmState } from './wasm-state.ts';

/** Rows of a panel of packed weights. */
const panelRows = weightProduct.PANEL;

/** Consecutive threshold units: a layer, or all of them in the dense memory. */
export interface Layer {
  readonly start: number;
  readonly count: number;
}

/** Of each layer whether all of its entries in a batch are 0; a layer that is not looked at counts as one that has others. */
export type Silence = readonly (boolean | undefined)[];

/** A part of W that is packed by itself: the rows of one layer, the columns of another. */
interface PackedBlock {
  readonly path: string;
  readonly panels: number;
  readonly to: Layer;
  readonly from: Layer;
  /** Whether the block is W_l itself or its transpose; the dense W is neither. */
  readonly orientation: 'symmetric' | 'plain' | 'transposed';
  /** Whether another block has set the same rows before. */
  readonly follows: boolean;
}

/** Threshold units of a system: W packed for products, and the launches that compute with it. */
export class ThresholdUnits {
  readonly layers: readonly Layer[];
  /** Units by their Lagrangians; layers without parameters of their own are one. */
  readonly lagrangians: readonly LayerUnits[];
  readonly neurons: number;
  readonly #heap: Heap;
  readonly #store: ParameterStore;
  readonly #blocks: readonly PackedBlock[];
  readonly #versions = new Map<PackedBlock, number>();

  constructor(
    region: Region,
    launcher: Launcher,
    spec: SystemSpec & { readonly threshold: ThresholdSpec },
    resolved: ResolvedSystem,
    store: ParameterStore,
  ) {
    const { threshold } = spec;
    this.neurons = spec.neurons;
    this.lagrangians = resolved.layers.map((layer) => new LayerUnits(region, launcher, layer, spec.neurons, store));
    this.#heap = region.heap;
    this.#store = store;
    const counts = layerSizes(threshold) ?? [spec.neurons];
    this.layers = counts.map((count, l) => ({ start: counts.slice(0, l).reduce((a, b) => a + b, 0), count }));
    const block = (path: string, to: Layer, from: Layer, orientation: PackedBlock['orientation'], follows: boolean) => {
      const panels = region.allocate(Math.ceil(to.count / panelRows) * panelRows * 4 * from.count);
      return { path, panels, to, from, orientation, follows };
    };
    const [whole] = this.layers;
    this.#blocks =
      threshold.layers === undefined
        ? [block('hopfield.weights', whole!, whole!, 'symmetric', false)]
        : this.layers.slice(1).flatMap((above, l) => {
            const below = this.layers[l]!;
            const path = `hopfield.layers.${l}`;
            return [block(path, above, below, 'plain', false), block(path, below, above, 'transposed', l > 0)];
          });
  }

  /** What has to run before a product; nothing if the panels are up to date. */
  pack(): readonly Launch[] {
    const launches: Launch[] = [];
    for (const block of this.#blocks) {
      const version = this.#store.version([block.path]);
      if (version === this.#versions.get(block)) continue;
      this.#versions.set(block, version);
      const { panels, to, from, orientation } = block;
      const source = this.#store.pointer(block.path);
      const items = Math.ceil(to.count / panelRows);
      if (orientation === 'symmetric') {
        launches.push({
          kernel: 'packSymmetric',
          items,
          grain: 16,
          block: { free: source, panels, neurons: this.neurons },
        });
      } else {
        const [rowStride, columnStride] = orientation === 'plain' ? [from.count, 1] : [1, to.count];
        const block = { source, panels, rows: to.count, columns: from.count, rowStride, columnStride };
        launches.push({ kernel: 'packMatrix', items, grain: 4, block });
      }
    }
    return launches;
  }

  /** g at `g`, and b - x at `rate` unless it is 0. */
  activity(state: WasmState, g: number, rate: number): readonly Launch[] {
    return this.lagrangians.map((layer) => layer.activity(state, g, rate));
  }

  /** out = (d2L/dx2)(dg + pull) - u; two groups of launches, the second to be run after the first. */
  activityVjp(
    state: WasmState,
    cotangent: WasmState,
    out: WasmState,
    rows: UnitRows,
  ): readonly [readonly Launch[], readonly Launch[]] {
    const first = this.lagrangians.map((layer) => layer.vjp(state, cotangent, out, rows));
    return [first, this.lagrangians.flatMap(({ gradients }) => gradients?.sum(state.tiles) ?? [])];
  }

  /** Brings the gradients of the Lagrangians' parameters up to date. */
  finish(): void {
    for (const { gradients } of this.lagrangians) gradients?.finish();
  }

  /** Forgets what was summed. */
  reset(): void {
    for (const { gradients } of this.lagrangians) gradients?.reset();
  }

  /** Which layers of rows [T][N][4] hold nothing but 0; it ends at the first other number of each. */
  silence(rows: number, tiles: number): Silence {
    if (this.layers.length === 1) return [];
    const all = this.#heap.floats(rows, lanes.LANES * this.neurons * tiles);
    return this.layers.map((layer) => this.#isSilent(all, layer, tiles));
  }

  /**
   * output = W input, or += if `add`; two groups of launches, the second to be run after the first. Layers of the input that
   * are silent take no part.
   */
  product(
    input: number,
    output: number,
    tiles: number,
    add: boolean,
    silent: Silence = [],
  ): readonly [readonly Launch[], readonly Launch[]] {
    const launch = ({ panels, to, from, follows }: PackedBlock): Launch => ({
      kernel: 'weightProduct',
      items: Math.ceil(to.count / panelRows),
      grain: 6,
      block: {
        panels,
        rows: to.count,
        columns: from.count,
        input: input + lanes.VECTOR * from.start,
        output: output + lanes.VECTOR * to.start,
        tiles,
        stride: lanes.VECTOR * this.neurons,
        accumulate: add || follows ? 1 : 0,
      },
    });
    const sounds = ({ from }: PackedBlock): boolean => silent[this.layers.indexOf(from)] !== true;
    const first = this.#blocks.filter((block) => !block.follows);
    if (!add) {
      for (const { to } of first.filter((block) => !sounds(block))) {
        const all = this.#heap.floats(output, lanes.LANES * this.neurons * tiles);
        for (let tile = 0; tile < tiles; tile++) {
          const from = lanes.LANES * (tile * this.neurons + to.start);
          all.fill(0, from, from + lanes.LANES * to.count);
        }
      }
    }
    const second = this.#blocks.filter((block) => block.follows && sounds(block));
    return [first.filter(sounds).map(launch), second.map(launch)];
  }

  #isSilent(all: Float32Array, { start, count }: Layer, tiles: number): boolean {
    for (let tile = 0; tile < tiles; tile++) {
      const from = lanes.LANES * (tile * this.neurons + start);
      const end = from + lanes.LANES * count;
      for (let k = from; k < end; k++) if (all[k] !== 0) return false;
    }
    return true;
  }
}
