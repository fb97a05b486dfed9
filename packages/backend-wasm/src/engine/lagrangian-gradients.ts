import { lanes } from '../../generated/constants.js';
import type { Launch } from '../launch/launcher.ts';
import type { Block, Region } from '../memory/heap.ts';
import type { ParameterStore } from './parameter-store.ts';

/** A parameter of a layer's Lagrangian: one value per unit of the layer, or one for all of them. */
export interface UnitParameter {
  readonly path: string;
  readonly perUnit: boolean;
}

/**
 * Gradients of the parameters of one layer's Lagrangian. A reverse pass leaves what each unit adds in rows [P][T][n][4];
 * those are summed over the batch, and for parameters that are one for all kept per unit until the gradient is read.
 */
export class LagrangianGradients {
  readonly #region: Region;
  readonly #store: ParameterStore;
  readonly #parameters: readonly UnitParameter[];
  readonly #size: number;
  #rows: Block | undefined;
  #tiles = 0;
  #pointers = 0;
  #sums = 0;
  #dirty = false;

  constructor(region: Region, store: ParameterStore, parameters: readonly UnitParameter[], size: number) {
    this.#region = region;
    this.#store = store;
    this.#parameters = parameters;
    this.#size = size;
  }

  /** Bytes of one tile's pointers. */
  get pointersBytes(): number {
    return 4 * this.#parameters.length;
  }

  get wanted(): boolean {
    return this.#parameters.some(({ path }) => this.#store.isTrainable(path));
  }

  /** Pointers [T][P] to rows, for a reverse pass of so many tiles; 0 if no gradient is wanted. */
  open(tiles: number): number {
    if (!this.wanted) return 0;
    if (tiles > this.#tiles) {
      const count = this.#parameters.length;
      const row = lanes.VECTOR * this.#size;
      this.#rows = this.#region.atLeast(this.#rows, row * count * tiles);
      if (this.#pointers !== 0) this.#region.free(this.#pointers);
      this.#pointers = this.#region.allocate(this.pointersBytes * tiles);
      this.#tiles = tiles;
      const pointers = this.#region.heap.integers(this.#pointers, count * tiles);
      for (let tile = 0; tile < tiles; tile++) {
        for (let p = 0; p < count; p++) pointers[count * tile + p] = this.#rows.pointer + row * (p * tiles + tile);
      }
    }
    return this.#pointers;
  }

  /** What has to run after the reverse pass. */
  sum(tiles: number): readonly Launch[] {
    if (!this.wanted) return [];
    const row = lanes.VECTOR * this.#size;
    return this.#parameters.flatMap(({ path, perUnit }, p): readonly Launch[] => {
      if (!this.#store.isTrainable(path)) return [];
      const target = perUnit ? this.#store.gradientPointer(path) : this.#unitSums() + 4 * this.#size * p;
      const source = this.#rows!.pointer + row * p * this.#tiles;
      const block = { source, target, size: this.#size, tiles };
      return [{ kernel: 'sumBatch', items: this.#size, grain: 256, block }];
    });
  }

  /** Brings the gradients up to date: units in order. */
  finish(): void {
    if (!this.#dirty) return;
    const sums = this.#region.heap.floats(this.#sums, this.#size * this.#parameters.length);
    this.#parameters.forEach(({ path, perUnit }, p) => {
      if (perUnit || !this.#store.isTrainable(path)) return;
      const own = sums.subarray(this.#size * p, this.#size * (p + 1));
      this.#store.gradient(path)[0]! += own.reduce((total, value) => total + value, 0);
    });
    this.reset();
  }

  reset(): void {
    if (this.#dirty) this.#region.heap.floats(this.#sums, this.#size * this.#parameters.length).fill(0);
    this.#dirty = false;
  }

  /** Sums over batches, [P][n]; zeros when first asked for. */
  #unitSums(): number {
    if (this.#sums === 0) this.#sums = this.#region.allocate(4 * this.#size * this.#parameters.length);
    this.#dirty = true;
    return this.#sums;
  }
}
