import { lanes } from '../../generated/constants.js';
import type { Block, Region } from '../memory/heap.ts';

/** Arrays [T][N][4] that an engine's operations pass between their phases, grown to the largest batch. */
export class ActivityArrays {
  readonly #region: Region;
  readonly #neurons: number;
  #block: Block | undefined;
  #bytes = 0;

  constructor(region: Region, neurons: number) {
    this.#region = region;
    this.#neurons = neurons;
  }

  /** Makes room for T tiles. Contents do not last from one operation to the next. */
  reserve(tiles: number): void {
    const bytes = lanes.VECTOR * tiles * this.#neurons;
    if (bytes <= this.#bytes) return;
    this.#block = this.#region.atLeast(this.#block, 4 * bytes);
    this.#bytes = bytes;
  }

  /** Activities g. */
  get g(): number {
    return this.#block!.pointer;
  }

  /** Cotangents of g, or W g. */
  get product(): number {
    return this.#block!.pointer + this.#bytes;
  }

  /** What the coupling adds to the threshold units. */
  get pull(): number {
    return this.#block!.pointer + 2 * this.#bytes;
  }

  /** Inverse norms of s. */
  get inverses(): number {
    return this.#block!.pointer + 3 * this.#bytes;
  }
}
